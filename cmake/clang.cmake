# SPDX-License-Identifier: MIT
# Toolchain of the preset `clang`: clang 19, the one the tests are checked with, or else another clang.
find_program(TENON_CLANG NAMES clang++-19 clang++-20 clang++-21 clang++-18 clang++-17 clang++-16 clang++-15 clang++
                               clang++-14 REQUIRED)
set(CMAKE_CXX_COMPILER ${TENON_CLANG})
