# One way to declare a library with its tests, and the flags that every target of ours is built with.

add_library(deadair_flags INTERFACE)
target_compile_features(deadair_flags INTERFACE cxx_std_20)
target_compile_options(deadair_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  $<$<COMPILE_LANGUAGE:CXX>:-Wold-style-cast> $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
  $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual> -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # gcc 12 warns falsely of "literal" + std::string at -O3 (its bug 105651).
  target_compile_options(deadair_flags INTERFACE -Wno-restrict)
endif()
if(DEADAIR_WARNINGS_AS_ERRORS)
  target_compile_options(deadair_flags INTERFACE -Werror)
endif()
if(DEADAIR_SANITIZE)
  target_compile_options(deadair_flags INTERFACE
    -fsanitize=${DEADAIR_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(deadair_flags INTERFACE -fsanitize=${DEADAIR_SANITIZE})
  if(DEADAIR_SANITIZE MATCHES "undefined" AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # RapidJSON 1.1.0 adds a non-zero offset to a null pointer on every input (internal/stack.h).
    target_compile_options(deadair_flags INTERFACE -fno-sanitize=pointer-overflow)
  endif()
endif()
# What a file that an engine should not follow is compiled with; empty where no engine follows anything.
set(deadair_not_followed)
if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=[a-z,]*fuzzer-no-link")
  # Edges of the standard library's templates say nothing about our code, and are up to two fifths of a target's.
  target_compile_options(deadair_flags INTERFACE
    -fsanitize-coverage-ignorelist=${PROJECT_SOURCE_DIR}/fuzz/not_followed.txt)
  set(deadair_not_followed -fno-sanitize=fuzzer-no-link -Wno-unused-command-line-argument)
endif()
if(DEADAIR_COVERAGE)
  # Counters of source regions, as clang keeps them: scripts/coverage reads them.
  target_compile_options(deadair_flags INTERFACE -fprofile-instr-generate -fcoverage-mapping)
  target_link_options(deadair_flags INTERFACE -fprofile-instr-generate)
endif()

# Headers of the standard library and fmt, read once a target. Only with DEADAIR_PCH: the ordinary build
# goes without, so that a file that does not include what it uses is found.
function(deadair_precompile target)
  if(DEADAIR_PCH)
    target_precompile_headers(${target} PRIVATE
      <algorithm> <array> <charconv> <chrono> <cstdint> <filesystem> <fstream> <functional> <map>
      <memory> <mutex> <optional> <set> <span> <sstream> <string> <string_view> <thread> <utility>
      <variant> <vector> <fmt/format.h>)
  endif()
endfunction()

# deadair_library(NAME SOURCES a.cpp … LINKS deadair::base … PRIVATE_LINKS fmt::fmt … TESTS a_test.cpp …)
#
# Makes the static library deadair_NAME (alias deadair::NAME), includes written from the project's root, and,
# where tests are built, the doctest program NAME_test, whose every case ctest runs as one test `unit.NAME`.
function(deadair_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS;TESTS;TEST_LINKS" ${ARGN})
  add_library(deadair_${name} STATIC ${ARG_SOURCES})
  add_library(deadair::${name} ALIAS deadair_${name})
  set_target_properties(deadair_${name} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(deadair_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/deadair>)
  target_compile_features(deadair_${name} PUBLIC cxx_std_20)
  target_link_libraries(deadair_${name} PUBLIC ${ARG_LINKS}
    PRIVATE $<BUILD_INTERFACE:deadair_flags> ${ARG_PRIVATE_LINKS})
  deadair_precompile(deadair_${name})
  if(DEADAIR_TESTS AND ARG_TESTS)
    add_executable(${name}_test ${PROJECT_SOURCE_DIR}/tests/doctest_main.cpp ${ARG_TESTS})
    target_link_libraries(${name}_test PRIVATE deadair::${name} deadair_flags doctest::doctest ${ARG_TEST_LINKS})
    deadair_precompile(${name}_test)
    add_test(NAME unit.${name} COMMAND ${name}_test)
    set_tests_properties(unit.${name} PROPERTIES LABELS unit TIMEOUT 900)
  endif()
endfunction()

# deadair_program(NAME SOURCES main.cpp … LINKS deadair::run …): a program in the top of the build folder.
function(deadair_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE deadair_flags ${ARG_LINKS})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
endfunction()

# deadair_embed(OUT_VARIABLE NAME FILES a.json … BASE dir)
#
# Makes a source file that holds the files' text, so that the program needs nothing beside it. It defines
#   std::span<const deadair::EmbeddedFile> deadair::embedded::NAME();
# declared in harness/base/embedded.h terms: {path relative to BASE, text}, sorted by path.
function(deadair_embed out name)
  cmake_parse_arguments(ARG "" "BASE" "FILES" ${ARGN})
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cpp)
  set(list_file ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.txt)
  list(JOIN ARG_FILES "\n" lines)
  file(CONFIGURE OUTPUT ${list_file} CONTENT "${lines}\n")
  add_custom_command(
    OUTPUT ${generated}
    COMMAND ${CMAKE_COMMAND} -DOUT=${generated} -DNAME=${name} -DBASE=${ARG_BASE} -DLIST=${list_file}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${ARG_FILES} ${list_file} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    COMMENT "Embedding ${name}"
    VERBATIM)
  set(${out} ${generated} PARENT_SCOPE)
endfunction()
