# Installation, the exported package, and the Debian package.
include(CMakePackageConfigHelpers)

set(deadair_package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/deadair)

foreach(program IN ITEMS deadair deadair-reference)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()

# For programs that read and write the same events: values, playlist, and what they stand on.
foreach(library IN ITEMS base msc3888)
  install(TARGETS deadair_${library} EXPORT deadairTargets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/harness/${library}
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/deadair/harness FILES_MATCHING PATTERN "*.h"
    PATTERN "*_model.h" EXCLUDE PATTERN "*_samples.h" EXCLUDE)  # for tests
endforeach()

install(EXPORT deadairTargets NAMESPACE deadair:: DESTINATION ${deadair_package_folder})
configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/deadairConfig.cmake.in ${PROJECT_BINARY_DIR}/deadairConfig.cmake
  INSTALL_DESTINATION ${deadair_package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/deadairConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/deadairConfig.cmake
  ${PROJECT_BINARY_DIR}/deadairConfigVersion.cmake DESTINATION ${deadair_package_folder})

install(FILES ${PROJECT_SOURCE_DIR}/LICENSE RENAME copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/deadair
  FILES_MATCHING PATTERN "*.schema.json")

if(PROJECT_IS_TOP_LEVEL)
  set(CPACK_GENERATOR DEB)
  set(CPACK_PACKAGE_NAME deadair)
  set(CPACK_PACKAGE_VENDOR "The deadair maintainers")
  set(CPACK_PACKAGE_CONTACT "The deadair maintainers <maintainers@deadair.invalid>")
  set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
  set(CPACK_PACKAGE_DESCRIPTION
    "deadair runs scenarios against any chat client that implements Matrix voice broadcast: a mock
homeserver plays adversarial orders of events and faults, and each verdict cites the text.")
  set(CPACK_STRIP_FILES ON)
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_SECTION devel)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  include(CPack)
endif()
