# SPDX-License-Identifier: MIT
# tenon_catch2: Catch2 v3 or v2, installed or downloaded. tests/support/catch.hpp hides the difference.
add_library(tenon_catch2 INTERFACE)
find_package(Catch2 QUIET)
if(Catch2_FOUND)
  target_link_libraries(tenon_catch2 INTERFACE Catch2::Catch2)
elseif(TENON_FETCH_DEPENDENCIES)
  tenon_fetch_headers(catch2_dir catch2 https://github.com/catchorg/Catch2.git v2.13.10 single_include)
  target_include_directories(tenon_catch2 SYSTEM INTERFACE ${catch2_dir})
else()
  message(FATAL_ERROR "The tests need Catch2. Install it (Debian, Ubuntu: apt install catch2) or set "
                      "TENON_FETCH_DEPENDENCIES=ON, or TENON_BUILD_TESTS=OFF.")
endif()
