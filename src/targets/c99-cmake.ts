import type { CompiledLibrary } from '../compile/compile.ts';

/** CMakeLists.txt: a component of ESP-IDF, a library of another project, or a project with an example. */
export function cmakeLists(name: string, { files }: CompiledLibrary, version: string): string {
  const sources = [...files.keys()].filter((file) => /\.[cS]$/.test(file)).sort();
  const languages = sources.some((file) => file.endsWith('.S')) ? 'C ASM' : 'C';
  return `# ${name}: see README.md.
cmake_minimum_required(VERSION 3.16)

set(${name}_sources
${sources.map((file) => `  src/${file}`).join('\n')})

# As the sizes and instructions of the report were measured.
set(${name}_options -O2 -ffp-contract=off -fno-math-errno)

if(ESP_PLATFORM)
  idf_component_register(SRCS \${${name}_sources} INCLUDE_DIRS src)
  target_compile_options(\${COMPONENT_LIB} PRIVATE \${${name}_options})
  return()
endif()

project(${name} VERSION ${version} LANGUAGES ${languages})

add_library(${name} STATIC \${${name}_sources})
target_include_directories(${name} PUBLIC src)
target_compile_features(${name} PUBLIC c_std_99)
if(CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANGUAGE:C>:\${${name}_options}>)
endif()
if(UNIX)
  target_link_libraries(${name} PUBLIC m)
endif()

if(CMAKE_SOURCE_DIR STREQUAL CMAKE_CURRENT_SOURCE_DIR AND NOT CMAKE_CROSSCOMPILING)
  add_executable(example example/main.c)
  target_link_libraries(example PRIVATE ${name})
  enable_testing()
  add_test(NAME example COMMAND example)
endif()
`;
}
