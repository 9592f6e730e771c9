include(CheckCCompilerFlag)

# -DMILLRACE_PORTABLE=ON leaves all tables but the portable one out, for builds that are about something else.
option(MILLRACE_PORTABLE "Only the portable table" OFF)

# One folder of kernels an instruction set, each compiled with its own flags and chosen at run time.
function(millrace_add_tables library)
  file(GLOB generic CONFIGURE_DEPENDS kernels/generic/*.c)
  target_sources(${library} PRIVATE ${generic})
  if(MILLRACE_PORTABLE)
    return()
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    file(GLOB avx2 CONFIGURE_DEPENDS kernels/x86_avx2/*.c)
    file(GLOB avx512 CONFIGURE_DEPENDS kernels/x86_avx512/*.c)
    target_sources(${library} PRIVATE ${avx2} ${avx512})
    set_source_files_properties(${avx2} PROPERTIES COMPILE_OPTIONS "-mavx2;-mfma;-mf16c;-mbmi;-mbmi2;-mtune=haswell")
    # Vectors of sixteen that gcc keeps in memory move in two pieces then, not in eight: gcc 12 and later.
    check_c_compiler_flag("-mmove-max=256 -mstore-max=256" MILLRACE_WIDE_MOVES)
    if(MILLRACE_WIDE_MOVES)
      set_property(SOURCE ${avx2} APPEND PROPERTY COMPILE_OPTIONS "-mmove-max=256;-mstore-max=256")
    endif()
    # Sixteen registers hold the tiles of these as they are written, and not as gcc would reorder them.
    file(GLOB tiled CONFIGURE_DEPENDS kernels/x86_avx2/linear_*.c)
    set_property(SOURCE ${tiled} APPEND PROPERTY COMPILE_OPTIONS "-fno-tree-reassoc;-fno-tree-ter")
    # Named one by one, so that cpu.c can ask for exactly these and nothing newer slips in.
    set_source_files_properties(${avx512} PROPERTIES COMPILE_OPTIONS
      "-mavx512f;-mavx512bw;-mavx512dq;-mavx512vl;-mavx512vnni;-mavx2;-mfma;-mf16c;-mbmi;-mbmi2;-mtune=icelake-server;-mprefer-vector-width=512")
    # The attention that multiplies pairs of BF16 numbers.
    set_property(SOURCE kernels/x86_avx512/attention_bf16.c APPEND PROPERTY COMPILE_OPTIONS "-mavx512bf16")
    target_compile_definitions(${library} PRIVATE MILLRACE_X86=1)
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    file(GLOB neon CONFIGURE_DEPENDS kernels/arm_neon/*.c)
    target_sources(${library} PRIVATE ${neon})
    # The products that multiply bytes; all else is what every AArch64 CPU runs.
    set_source_files_properties(kernels/arm_neon/linear_sdot.c kernels/arm_neon/probe_sdot.c PROPERTIES COMPILE_OPTIONS "-march=armv8.2-a+dotprod")
    set_source_files_properties(kernels/arm_neon/linear_i8mm.c PROPERTIES COMPILE_OPTIONS "-march=armv8.2-a+dotprod+i8mm")
    target_compile_definitions(${library} PRIVATE MILLRACE_ARM=1)
  endif()
endfunction()
