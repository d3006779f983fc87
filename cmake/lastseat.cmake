# Our own targets: one per folder, named lastseat_FOLDER, with an explicit list of sources.

add_library(lastseat_warnings INTERFACE)
target_compile_options(lastseat_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wcast-align -Wimplicit-fallthrough -Wextra-semi -Wundef
  # With optimization, g++ 12 reports these two in std::variant and std::string by mistake.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized> $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<BOOL:${LASTSEAT_WERROR}>:-Werror>)

# Our headers are found only in quotes ("domain/command.h"), so that none of them replaces a system
# header. One name would even so: g++'s limits.h includes the next limits.h in quotes.
if(EXISTS "${PROJECT_SOURCE_DIR}/lib/limits.h")
  message(FATAL_ERROR "lib/limits.h would hide the system's <limits.h>: give it another name or a folder")
endif()
set(LASTSEAT_INCLUDE "SHELL:-iquote ${PROJECT_SOURCE_DIR}/lib")

# lastseat_library(store SOURCES a.cpp … LINKS lastseat_domain … PACKAGES deps::sqlitecpp …)
#
# LINKS are public, because headers include headers of these folders. PACKAGES are private: a folder
# that includes headers of a package must name it. Sources are relative to the folder; a folder
# without sources consists of headers only.
function(lastseat_library folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS;PACKAGES")
  set(target lastseat_${folder})
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    target_compile_options(${target} PUBLIC "${LASTSEAT_INCLUDE}")
    target_link_libraries(${target} PUBLIC ${arg_LINKS} PRIVATE ${arg_PACKAGES} lastseat_warnings)
  else()
    add_library(${target} INTERFACE)
    target_compile_options(${target} INTERFACE "${LASTSEAT_INCLUDE}")
    target_link_libraries(${target} INTERFACE ${arg_LINKS})
  endif()
endfunction()

# lastseat_embed(VARIABLE KIND FILE…): sets VARIABLE to a source that contains the files. KIND is
# migrations, web, sample, words or licenses (cmake/embed.cmake).
function(lastseat_embed variable kind)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/${kind}_embedded.cpp")
  add_custom_command(
    OUTPUT "${source}"
    COMMAND "${CMAKE_COMMAND}" -D KIND=${kind} -D "ROOT=${PROJECT_SOURCE_DIR}" -D "OUTPUT=${source}"
      -D "FILES=${ARGN}" -P "${PROJECT_SOURCE_DIR}/cmake/embed.cmake"
    DEPENDS ${ARGN} "${PROJECT_SOURCE_DIR}/cmake/embed.cmake"
    COMMENT "Embedding ${kind}"
    VERBATIM)
  # A file may be longer than the literals that every compiler must accept; ours accept it.
  set_source_files_properties("${source}" PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
  set(${variable} "${source}" PARENT_SCOPE)
endfunction()
