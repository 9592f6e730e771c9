# -DMILLRACE_SANITIZE=ON builds the library and its tests with AddressSanitizer and UBSan, =thread with ThreadSanitizer.
set(MILLRACE_SANITIZE OFF CACHE STRING "Build with sanitizers: ON for addresses and undefined behaviour, thread for races")
if(MILLRACE_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
elseif(MILLRACE_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
