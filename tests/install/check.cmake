# Installs to a folder of its own, builds a program against what lies there, and runs it.
#   BUILD the build folder, ROOT the project, SOURCE this folder, WORK a folder to work in,
#   COMPILER and FLAGS of the consumer, VERSION of the project, PROGRAMS that must say their version
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${ARGV}\nended with ${code}:\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
set(PROJECT_VERSION ${VERSION})
configure_file(${SOURCE}/consumer.cmake.in ${WORK}/consumer/CMakeLists.txt @ONLY)
file(COPY ${SOURCE}/consumer.cpp DESTINATION ${WORK}/consumer)

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} -S ${WORK}/consumer -B ${WORK}/consumer-build -G Ninja
  -DCMAKE_PREFIX_PATH=${WORK}/prefix -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_FLAGS=${FLAGS})
run(${CMAKE_COMMAND} --build ${WORK}/consumer-build)
run(${WORK}/consumer-build/consumer)

foreach(program IN LISTS PROGRAMS)
  run(${WORK}/prefix/bin/${program} --version)
endforeach()

# The installed package must not speak of where it was built.
file(GLOB_RECURSE files ${WORK}/prefix/*.cmake ${WORK}/prefix/*.h)
foreach(file IN LISTS files)
  file(READ ${file} text)
  foreach(folder IN ITEMS ${BUILD} ${ROOT})
    string(FIND "${text}" "${folder}" at)
    if(NOT at EQUAL -1)
      message(FATAL_ERROR "${file} names ${folder}")
    endif()
  endforeach()
endforeach()
