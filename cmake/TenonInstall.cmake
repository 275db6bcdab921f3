# SPDX-License-Identifier: MIT
# `cmake --install build --component tenon`, then find_package(tenon).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(tenon_package_dir ${CMAKE_INSTALL_DATADIR}/cmake/tenon)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/tenon DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT tenon
        FILES_MATCHING PATTERN "*.hpp")
install(TARGETS tenon tenon_reproducible EXPORT tenonTargets COMPONENT tenon
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT tenonTargets NAMESPACE tenon:: DESTINATION ${tenon_package_dir} COMPONENT tenon)

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/tenonConfig.cmake.in ${PROJECT_BINARY_DIR}/tenonConfig.cmake
                              INSTALL_DESTINATION ${tenon_package_dir})
# Before 1.0 a minor version may break what stood in the last one.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tenonConfigVersion.cmake COMPATIBILITY SameMinorVersion
                                 ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/tenonConfig.cmake ${PROJECT_BINARY_DIR}/tenonConfigVersion.cmake
              ${CMAKE_CURRENT_LIST_DIR}/TenonDependencies.cmake ${CMAKE_CURRENT_LIST_DIR}/TenonParallel.cmake
        DESTINATION ${tenon_package_dir} COMPONENT tenon)
