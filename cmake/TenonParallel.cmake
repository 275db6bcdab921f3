# SPDX-License-Identifier: MIT
# Kernels on several cores (docs/parallel.md). TenonDependencies.cmake comes first.

# tenon_add_parallel(target backend [QUIET]): an interface library that runs kernels on the threads of OpenMP or oneTBB. With QUIET
# there is none where the back end is missing.
function(tenon_add_parallel target backend)
  if(backend STREQUAL "OpenMP")
    find_package(OpenMP QUIET COMPONENTS CXX)
    set(library OpenMP::OpenMP_CXX)
    set(package libgomp1)
    if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
      set(package libomp-dev)
    endif()
  elseif(backend STREQUAL "TBB")
    find_package(TBB QUIET)
    set(library TBB::tbb)
    set(package libtbb-dev)
  else()
    message(FATAL_ERROR "TENON_PARALLEL is OFF, OpenMP or TBB, not ${backend}.")
  endif()
  if(TARGET ${library})
    string(TOUPPER ${backend} macro)
    add_library(${target} INTERFACE IMPORTED GLOBAL)
    set_target_properties(${target} PROPERTIES INTERFACE_LINK_LIBRARIES "tenon::tenon;${library}"
                                               INTERFACE_COMPILE_DEFINITIONS TENON_PARALLEL_${macro})
  elseif(NOT "${ARGN}" STREQUAL "QUIET")
    tenon_missing("${backend}, for the cores that TENON_PARALLEL asks for" ${package} "")
    set(tenon_FOUND ${tenon_FOUND} PARENT_SCOPE)
    set(tenon_NOT_FOUND_MESSAGE ${tenon_NOT_FOUND_MESSAGE} PARENT_SCOPE)
  endif()
endfunction()
