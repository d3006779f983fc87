// The handlers of all routes, one file a resource. A handler either reads and answers, or decodes a
// command, submits it and answers. It may throw Refusal and StorageError. Any thread.
#pragma once

#include "http/call.h"

namespace lastseat::http {

// events.cpp
Response list_events(Call&);
Response show_event(Call&);
Response add_event(Call&);
Response change_event(Call&);

// registrations.cpp
Response list_registrations(Call&);
Response show_registration(Call&);
Response register_entry(Call&);
Response cancel_registration(Call&);

// students.cpp
Response search_students(Call&);
Response show_student(Call&);
Response put_student(Call&);

// checkins.cpp
Response check_in(Call&);
Response undo_check_in(Call&);

// imports.cpp
Response import_events(Call&);
Response import_students(Call&);
Response load_sample(Call&);

// exports.cpp
Response export_registrations_csv(Call&);
Response export_registrations_json(Call&);
Response export_events_csv(Call&);
Response export_students_csv(Call&);
Response export_roster_csv(Call&);
Response export_roster_json(Call&);

// journal.cpp
Response list_journal(Call&);

// fest.cpp
Response show_fest(Call&);
Response change_fest(Call&);

// health.cpp
Response alive(Call&);
Response ready(Call&);

// pages.cpp: called for paths that no route matches. Throws Refusal, 404.
Response page(Call&);
bool is_page(const std::string& path);

}  // namespace lastseat::http
