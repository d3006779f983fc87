# The third-party libraries, compiled from downloaded and verified sources
# (cmake/dependencies.lock). Every target uses the same sources, sanitizers included: what is tested
# is what is released.
#
# Targets: deps::sqlite3 deps::sqlitecpp deps::httplib deps::nlohmann_json deps::spdlog
#          deps::cli11 deps::sodium deps::utf8proc deps::doctest

set(LASTSEAT_DEPS "${PROJECT_SOURCE_DIR}/build/deps" CACHE PATH "The folder of the downloaded sources, shared by all presets")

execute_process(
  COMMAND "${PROJECT_SOURCE_DIR}/cmake/fetch-dependencies" "${LASTSEAT_DEPS}"
  RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "The dependencies could not be downloaded; see the messages above.")
endif()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  "${PROJECT_SOURCE_DIR}/cmake/dependencies.lock" "${PROJECT_SOURCE_DIR}/cmake/fetch-dependencies")

add_subdirectory("${PROJECT_SOURCE_DIR}/cmake/third_party" third_party)

# The notices that the licences require, in one text that is embedded in the program.
set(LASTSEAT_NOTICES "${PROJECT_BINARY_DIR}/generated/third_party_licenses.txt")
file(STRINGS "${LASTSEAT_DEPS}/sqlite3/src/upstream/sqlite3.h" blessing REGEX "^\\*\\* +(May you|The author disclaims|a legal notice, here)" LIMIT_COUNT 5)
list(TRANSFORM blessing REPLACE "^\\*\\* +" "")
list(JOIN blessing "\n" blessing)
set(notices "Lastseat contains the following software.\n")
foreach(each IN ITEMS
    "SQLite|" "SQLiteCpp|sqlitecpp/LICENSE.txt" "cpp-httplib|httplib/LICENSE"
    "JSON for Modern C++|nlohmann_json/LICENSE.MIT" "spdlog|spdlog/LICENSE" "fmt|fmt/LICENSE.rst"
    "CLI11|cli11/LICENSE" "libsodium|sodium/LICENSE" "utf8proc|utf8proc/LICENSE.md")
  string(REPLACE "|" ";" each "${each}")
  list(GET each 0 title)
  list(GET each 1 file)
  if(file)
    file(READ "${LASTSEAT_DEPS}/${file}" text)
  else()
    set(text "${blessing}\n")
  endif()
  string(STRIP "${text}" text)
  string(APPEND notices "\n==== ${title} ====\n\n${text}\n")
endforeach()
file(CONFIGURE OUTPUT "${LASTSEAT_NOTICES}" CONTENT "${notices}" @ONLY)
