# SPDX-License-Identifier: MIT
# Finds the headers Tenon stands on: tenon::boost_headers (Boost.Hana) and tenon::xsimd_headers.
# The build and the installed package share this file, so both look in the same places. Only include paths are taken
# over: the packages' own targets are visible in one directory only, and Debian's xsimd target would link a library
# (xtl) that it does not need. An installed Tenon downloads nothing, as TENON_FETCH_DEPENDENCIES is not set there.

function(tenon_add_headers target)
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  set_target_properties(${target} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${ARGN}")
endfunction()

# Downloads a header-only project and returns its include folder; its own CMakeLists.txt is not read.
function(tenon_fetch_headers out name repository tag folder)
  message(STATUS "Tenon: ${name} is not installed; downloading ${tag} from ${repository}")
  include(FetchContent)
  FetchContent_Declare(tenon_${name} GIT_REPOSITORY ${repository} GIT_TAG ${tag} GIT_SHALLOW TRUE
                       SOURCE_SUBDIR no-cmake-project-is-read)
  FetchContent_MakeAvailable(tenon_${name})
  set(${out} ${tenon_${name}_SOURCE_DIR}/${folder} PARENT_SCOPE)
endfunction()

# A missing dependency: tell what to do. An installed package reports it through find_package.
macro(tenon_missing what package option)
  set(tenon_missing_text "Tenon needs ${what}. Install it (Debian, Ubuntu: apt install ${package})${option}.")
  if(CMAKE_FIND_PACKAGE_NAME STREQUAL "tenon")
    set(tenon_FOUND FALSE)
    set(tenon_NOT_FOUND_MESSAGE "${tenon_missing_text}")
  else()
    message(FATAL_ERROR "${tenon_missing_text}")
  endif()
endmacro()

if(NOT TARGET tenon::boost_headers)
  if(TARGET Boost::hana) # the enclosing project builds Boost itself
    add_library(tenon::boost_headers INTERFACE IMPORTED GLOBAL)
    set_target_properties(tenon::boost_headers PROPERTIES INTERFACE_LINK_LIBRARIES Boost::hana)
  else()
    find_package(Boost QUIET)
    find_path(TENON_BOOST_INCLUDE_DIR boost/hana/tuple.hpp HINTS ${Boost_INCLUDE_DIRS})
    set(tenon_dir ${TENON_BOOST_INCLUDE_DIR})
    if(NOT tenon_dir AND TENON_FETCH_DEPENDENCIES)
      tenon_fetch_headers(tenon_dir hana https://github.com/boostorg/hana.git v1.7.0 include)
    endif()
    if(tenon_dir)
      tenon_add_headers(tenon::boost_headers ${tenon_dir})
    else()
      tenon_missing("the headers of Boost.Hana" libboost-dev " or set TENON_FETCH_DEPENDENCIES=ON")
    endif()
  endif()
endif()

if(TENON_SIMD AND NOT TARGET tenon::xsimd_headers)
  find_package(xsimd QUIET)
  find_path(TENON_XSIMD_INCLUDE_DIR xsimd/xsimd.hpp HINTS ${xsimd_INCLUDE_DIRS})
  set(tenon_dir ${TENON_XSIMD_INCLUDE_DIR})
  if(tenon_dir) # before 8 xsimd was another library: Ubuntu 22.04 has 7.6
    set(tenon_line)
    if(EXISTS ${tenon_dir}/xsimd/config/xsimd_config.hpp)
      file(STRINGS ${tenon_dir}/xsimd/config/xsimd_config.hpp tenon_line REGEX "define XSIMD_VERSION_MAJOR ")
    endif()
    if(NOT tenon_line MATCHES "MAJOR +([0-9]+)" OR CMAKE_MATCH_1 LESS 8)
      message(STATUS "Tenon: the xsimd in ${tenon_dir} is older than 8; not used")
      set(tenon_dir)
    endif()
  endif()
  if(NOT tenon_dir AND TENON_FETCH_DEPENDENCIES)
    tenon_fetch_headers(tenon_dir xsimd https://github.com/xtensor-stack/xsimd.git 8.1.0 include)
  endif()
  if(tenon_dir)
    tenon_add_headers(tenon::xsimd_headers ${tenon_dir})
  else()
    tenon_missing("xsimd 8 or later" libxsimd-dev ", set TENON_FETCH_DEPENDENCIES=ON, or TENON_SIMD=OFF for scalar code")
  endif()
endif()
unset(tenon_dir)

# Optional: who includes tenon/data/string/utf8proc.hpp links tenon::utf8proc.
if(NOT TARGET tenon::utf8proc)
  find_path(TENON_UTF8PROC_INCLUDE_DIR utf8proc.h)
  find_library(TENON_UTF8PROC_LIBRARY utf8proc)
  mark_as_advanced(TENON_UTF8PROC_INCLUDE_DIR TENON_UTF8PROC_LIBRARY)
  if(TENON_UTF8PROC_INCLUDE_DIR AND TENON_UTF8PROC_LIBRARY)
    tenon_add_headers(tenon::utf8proc ${TENON_UTF8PROC_INCLUDE_DIR})
    set_target_properties(tenon::utf8proc PROPERTIES INTERFACE_LINK_LIBRARIES ${TENON_UTF8PROC_LIBRARY})
  endif()
endif()
