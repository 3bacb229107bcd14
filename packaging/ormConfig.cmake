# find_package(orm) gives the target orm::orm: the headers, threads, and SQLite where it is found.
get_filename_component(_orm_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET orm::orm)
  add_library(orm::orm INTERFACE IMPORTED)
  set_target_properties(orm::orm PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${_orm_prefix}/include")

  find_package(SQLite3 QUIET)
  find_package(Threads QUIET)
  foreach(_orm_library SQLite::SQLite3 Threads::Threads)
    if(TARGET ${_orm_library})
      set_property(TARGET orm::orm APPEND PROPERTY INTERFACE_LINK_LIBRARIES ${_orm_library})
    endif()
  endforeach()
  unset(_orm_library)
endif()
unset(_orm_prefix)
