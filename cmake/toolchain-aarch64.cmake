# -DCMAKE_TOOLCHAIN_FILE=…/cmake/toolchain-aarch64.cmake builds for AArch64 Linux with Debian's cross compiler; the tests
# then run under user-mode emulation (packages gcc-aarch64-linux-gnu and qemu-user). scripts/check --arm does both.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR "qemu-aarch64;-L;/usr/aarch64-linux-gnu")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
