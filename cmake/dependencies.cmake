# What deadair is built on. Everything comes from the distribution's packages; nothing is downloaded.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(RapidJSON REQUIRED)

# The package's own flags decide the layout of cpp-httplib's classes: without them the program crashes.
pkg_check_modules(httplib REQUIRED IMPORTED_TARGET cpp-httplib)
pkg_check_modules(ogg REQUIRED IMPORTED_TARGET ogg)
pkg_check_modules(opusenc REQUIRED IMPORTED_TARGET libopusenc)
pkg_check_modules(opusfile REQUIRED IMPORTED_TARGET opusfile)

add_library(deadair_rapidjson INTERFACE)
target_include_directories(deadair_rapidjson SYSTEM INTERFACE ${RAPIDJSON_INCLUDE_DIRS})

if(DEADAIR_TESTS)
  find_package(doctest REQUIRED)
endif()
if(DEADAIR_BENCHMARKS)
  find_package(benchmark REQUIRED)
endif()
