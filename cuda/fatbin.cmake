# cmake -DNVCC=... -DSOURCE=kernels.cu -P fatbin.cmake: t2drl.fatbin and t2drl.ptx in the current folder.
# Prints what each kernel takes, and fails if one spills registers to memory on the GPUs that this is tuned for.
set(FLAGS -std=c++17 -O3 --expt-relaxed-constexpr -lineinfo --Werror all-warnings)

function(nvcc)
  execute_process(COMMAND ${NVCC} ${FLAGS} ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "nvcc failed:\n${out}${err}")
  endif()
  set(OUTPUT "${out}${err}" PARENT_SCOPE)
endfunction()

# Uncompressed: the jar is compressed, and names of kernels can be found in the file.
nvcc(-fatbin --threads 2 --compress-mode=none -Xptxas -v -o t2drl.fatbin
  -gencode arch=compute_80,code=[sm_80,compute_80]
  -gencode arch=compute_90,code=sm_90
  -gencode arch=compute_100,code=sm_100
  -gencode arch=compute_120,code=sm_120
  ${SOURCE})

# ptxas tells of each kernel and architecture: "Compiling entry function 'NAME' for 'ARCHITECTURE'", then spills, then registers.
string(REPLACE ";" "," OUTPUT "${OUTPUT}")
string(REPLACE "\n" ";" lines "${OUTPUT}")
set(spilled "")
foreach(line IN LISTS lines)
  if(line MATCHES "Compiling entry function '([^']+)' for '([^']+)'")
    set(kernel ${CMAKE_MATCH_1})
    set(architecture ${CMAKE_MATCH_2})
    list(APPEND kernels ${kernel})
    set(shared 0)
  elseif(line MATCHES "([0-9]+) bytes spill stores, ([0-9]+) bytes spill loads")
    if(NOT "${CMAKE_MATCH_1}${CMAKE_MATCH_2}" STREQUAL "00")
      set(spill "${kernel} on ${architecture}: ${CMAKE_MATCH_1} bytes stored, ${CMAKE_MATCH_2} bytes loaded")
      if(architecture MATCHES "sm_80|sm_90")
        list(APPEND spilled ${spill})
      else()
        message("spills registers: ${spill}")
      endif()
    endif()
  elseif(line MATCHES "Used ([0-9]+) registers")
    list(APPEND registers_${kernel} ${CMAKE_MATCH_1})
    if(line MATCHES "([0-9]+) bytes smem")
      set(shared_${kernel} ${CMAKE_MATCH_1})
    endif()
  endif()
endforeach()
list(REMOVE_DUPLICATES kernels)
list(SORT kernels)
foreach(kernel IN LISTS kernels)
  list(SORT registers_${kernel} COMPARE NATURAL)
  list(GET registers_${kernel} -1 most)
  if(NOT DEFINED shared_${kernel})
    set(shared_${kernel} 0)
  endif()
  message("${kernel}: ${most} registers, ${shared_${kernel}} bytes of static shared memory")
endforeach()
if(spilled)
  list(JOIN spilled "\n  " spilled)
  file(REMOVE t2drl.fatbin)
  message(FATAL_ERROR "registers are spilled:\n  ${spilled}")
endif()

# Drivers older than this nvcc refuse its cubins and its PTX. The PTX says nothing that ISA 7.0 (CUDA 11.0) does not know.
nvcc(-ptx -arch=compute_80 -o t2drl.ptx ${SOURCE})
file(READ t2drl.ptx ptx)
string(REGEX REPLACE "\n\\.version [0-9.]+" "\n.version 7.0" ptx "${ptx}")
file(WRITE t2drl.ptx "${ptx}")
