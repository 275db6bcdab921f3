# SPDX-License-Identifier: MIT
# ccache when present and nothing else was asked for. With a precompiled header it must be told to trust it.
find_program(TENON_CCACHE ccache)
if(TENON_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${TENON_CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  else()
    add_compile_options(-Xclang -fno-pch-timestamp)
  endif()
endif()
