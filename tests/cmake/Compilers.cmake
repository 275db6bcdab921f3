# SPDX-License-Identifier: MIT
# The compilers whose diagnostics are tested, whichever builds the rest, and tests that are one compilation each.

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(TENON_CHECK_GCC ${CMAKE_CXX_COMPILER} CACHE FILEPATH "g++ for the compile-only tests")
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "^Clang$")
  set(TENON_CHECK_CLANG ${CMAKE_CXX_COMPILER} CACHE FILEPATH "clang for the compile-only tests")
endif()
find_program(TENON_CHECK_GCC NAMES g++-12 g++ g++-13 g++-14 DOC "g++ for the compile-only tests")
find_program(TENON_CHECK_CLANG NAMES clang++-19 clang++-20 clang++-21 clang++-18 clang++-17 clang++-16 clang++-15
                                     clang++ clang++-14 DOC "clang for the compile-only tests")
message(STATUS "Tenon: compile-only tests with ${TENON_CHECK_GCC} and ${TENON_CHECK_CLANG}")

set(TENON_CHECK_FLAGS -std=gnu++20 -I${PROJECT_SOURCE_DIR}/include -I${CMAKE_CURRENT_SOURCE_DIR}
                      -I${CMAKE_CURRENT_SOURCE_DIR}/support)
separate_arguments(machine_flags UNIX_COMMAND "${CMAKE_CXX_FLAGS}")
list(FILTER machine_flags INCLUDE REGEX "^-m") # -march=native, not the sanitizers
list(APPEND TENON_CHECK_FLAGS ${machine_flags})
foreach(target IN ITEMS tenon::boost_headers tenon::xsimd_headers)
  if(TARGET ${target})
    get_target_property(directories ${target} INTERFACE_INCLUDE_DIRECTORIES)
    foreach(directory IN LISTS directories)
      if(NOT directory IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES) # -isystem /usr/include breaks #include_next
        list(APPEND TENON_CHECK_FLAGS -isystem${directory})
      endif()
    endforeach()
  endif()
endforeach()
if(NOT TENON_SIMD)
  list(APPEND TENON_CHECK_FLAGS -DTENON_FORCE_SCALAR)
endif()

set(TENON_SYNTAX_CHECK ${CMAKE_CURRENT_SOURCE_DIR}/support/syntax_check.sh)
set(TENON_COMPILE_FAIL ${CMAKE_CURRENT_SOURCE_DIR}/support/compile_fail.sh)
set(TENON_STAMPS ${CMAKE_CURRENT_BINARY_DIR}/stamps)
file(MAKE_DIRECTORY ${TENON_STAMPS})

# tenon_syntax_test(name label compiler source flags...): the source compiles without a warning.
function(tenon_syntax_test name label compiler source)
  string(REPLACE "/" "." stamp ${name})
  add_test(NAME ${name} COMMAND sh ${TENON_SYNTAX_CHECK} ${TENON_STAMPS}/${stamp} ${compiler} ${TENON_CHECK_FLAGS}
                                ${TENON_STRICT_WARNINGS} ${ARGN} -fsyntax-only ${source})
  set_tests_properties(${name} PROPERTIES LABELS "${label};syntax")
endfunction()

# tenon_compile_fail_test(name gcc|clang compiler source): see support/compile_fail.sh, which takes the headers
# that most of the sources begin with from where tenon_compile_fail_pch puts them.
function(tenon_compile_fail_test name family compiler source)
  add_test(NAME ${name} COMMAND sh ${TENON_COMPILE_FAIL} ${TENON_STAMPS}/${name} ${family} ${source} ${compiler}
                                ${TENON_CHECK_FLAGS})
  set_tests_properties(${name} PROPERTIES LABELS compile_fail FIXTURES_REQUIRED compile_fail_pch.${family}
                                          ENVIRONMENT TENON_PCH=${TENON_STAMPS}/pch.${family})
endfunction()
function(tenon_compile_fail_pch family compiler)
  set(directory ${TENON_STAMPS}/pch.${family}/tenon)
  file(MAKE_DIRECTORY ${directory})
  foreach(header IN ITEMS core embedded tenon)
    set(name compile_fail.pch.${header}.${family})
    add_test(NAME ${name} COMMAND sh ${TENON_SYNTAX_CHECK} ${TENON_STAMPS}/${name} ${compiler} ${TENON_CHECK_FLAGS} -x
                                  c++-header ${PROJECT_SOURCE_DIR}/include/tenon/${header}.hpp -o
                                  ${directory}/${header}.hpp.gch)
    set_tests_properties(${name} PROPERTIES LABELS compile_fail FIXTURES_SETUP compile_fail_pch.${family})
  endforeach()
endfunction()

# A precompiled header for the clang that only parses: a test fixture that ctest makes before the tests that need it.
function(tenon_clang_pch)
  get_target_property(flags tenon_test_main COMPILE_DEFINITIONS)
  list(TRANSFORM flags PREPEND -D)
  get_target_property(catch_dirs tenon_catch2 INTERFACE_INCLUDE_DIRECTORIES)
  if(TARGET Catch2::Catch2)
    get_target_property(catch_dirs Catch2::Catch2 INTERFACE_INCLUDE_DIRECTORIES)
  endif()
  foreach(directory IN LISTS catch_dirs)
    if(IS_DIRECTORY "${directory}" AND NOT directory IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES)
      list(APPEND flags -isystem${directory})
    endif()
  endforeach()
  set(pch ${TENON_STAMPS}/clang.pch)
  add_test(NAME unit.pch.clang
           COMMAND sh ${TENON_SYNTAX_CHECK} ${TENON_STAMPS}/unit.pch.clang ${TENON_CHECK_CLANG} ${TENON_CHECK_FLAGS}
                   ${TENON_STRICT_WARNINGS} ${flags} -x c++-header ${CMAKE_CURRENT_SOURCE_DIR}/support/pch.hpp -o ${pch})
  set_tests_properties(unit.pch.clang PROPERTIES LABELS "unit;syntax" FIXTURES_SETUP clang_pch)
  set(TENON_CLANG_TEST_FLAGS ${flags} PARENT_SCOPE)
  set(TENON_CLANG_PCH_FLAGS ${flags} -include-pch ${pch} PARENT_SCOPE)
endfunction()
