# What deadair is built on. Everything comes from the distribution's packages; nothing is downloaded.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(fmt REQUIRED)
find_package(FastFloat REQUIRED)
find_package(CLI11 REQUIRED)
find_package(RapidJSON REQUIRED)

# The package's own flags decide the layout of cpp-httplib's classes: without them the program crashes.
pkg_check_modules(httplib REQUIRED IMPORTED_TARGET cpp-httplib)
pkg_check_modules(ogg REQUIRED IMPORTED_TARGET ogg)
pkg_check_modules(opusenc REQUIRED IMPORTED_TARGET libopusenc)
pkg_check_modules(opusfile REQUIRED IMPORTED_TARGET opusfile)

add_library(deadair_rapidjson INTERFACE)
target_include_directories(deadair_rapidjson SYSTEM INTERFACE ${RAPIDJSON_INCLUDE_DIRS})
# Its release 1.1.0 has a template that assigns to a constant. Nobody uses it, and clang 19 refuses it all the same, unless
# it is told to leave templates unread until then.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 19)
  target_compile_options(deadair_rapidjson INTERFACE
    -fdelayed-template-parsing -Wno-delayed-template-parsing-in-cxx20)
endif()

if(DEADAIR_TESTS)
  find_package(doctest REQUIRED)
endif()
if(DEADAIR_BENCHMARKS)
  find_package(benchmark REQUIRED)
endif()
