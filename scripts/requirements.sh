# Sourced by the other scripts: says which tools a machine lacks, and installs them where it may.

# Prints a line to the person, never to the program that reads our output.
say() { printf 'millrace: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# may_install: true where packages may be installed without asking anybody.
may_install() {
  [ "$(id -u)" = 0 ] && [ -z "${MILLRACE_NO_INSTALL:-}" ] && command -v apt-get > /dev/null
}

# has_jdk: a Java compiler of version 17 or later is on the path or under JAVA_HOME.
has_jdk() {
  local javac=javac version
  [ -n "${JAVA_HOME:-}" ] && javac=$JAVA_HOME/bin/javac
  version=$("$javac" -version 2>&1) || return 1
  version=${version#javac }
  version=${version%%[.-]*}
  [[ $version =~ ^[0-9]+$ ]] && [ "$version" -ge 17 ]
}

# has TOOL: one of the names in the table of require.
has() {
  case $1 in
    jdk) has_jdk ;;
    maven) command -v mvn > /dev/null ;;
    pip) command -v python3 > /dev/null && python3 -m pip --version > /dev/null 2>&1 ;;
    aarch64-libc) [ -e /usr/aarch64-linux-gnu/include/stdio.h ] ;;
    *) command -v "$1" > /dev/null ;;
  esac
}

# package_of TOOL: the Debian package that holds it.
package_of() {
  case $1 in
    jdk) apt-cache show openjdk-17-jdk-headless > /dev/null 2>&1 \
        && echo openjdk-17-jdk-headless || echo default-jdk-headless ;;
    pip) echo python3-pip ;;
    aarch64-linux-gnu-gcc) echo gcc-aarch64-linux-gnu ;;
    aarch64-libc) echo libc6-dev-arm64-cross ;;
    qemu-aarch64) echo qemu-user ;;
    *) echo "$1" ;;
  esac
}

# require TOOL... : returns once all of them are there, or ends the script with the command that brings them.
require() {
  local tool missing=() packages=()
  for tool in "$@"; do has "$tool" || missing+=("$tool"); done
  [ ${#missing[@]} = 0 ] && return
  if ! may_install; then
    for tool in "${missing[@]}"; do packages+=("$(package_of "$tool")"); done
    fail "missing: ${missing[*]}; on Debian or Ubuntu, run: sudo apt-get install -y ${packages[*]}"
  fi
  say "missing: ${missing[*]}; running: apt-get update"
  apt-get update -qq > /dev/null || say "apt-get update failed; trying with the lists there are"
  for tool in "${missing[@]}"; do packages+=("$(package_of "$tool")"); done
  say "running: apt-get install -y --no-install-recommends ${packages[*]}"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" > /dev/null \
    || fail "apt-get could not install ${packages[*]}; install them by hand and run this again"
  for tool in "${missing[@]}"; do
    has "$tool" || fail "$tool is still missing after installing ${packages[*]}"
  done
}
