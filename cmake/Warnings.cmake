# Every warning is an error. The arithmetic must round as written: no contraction, no fast-math.
add_compile_options(-Wall -Wextra -Wconversion -Werror -ffp-contract=off -fno-math-errno -Wno-psabi)
