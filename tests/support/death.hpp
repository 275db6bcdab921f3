// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#if __has_include(<unistd.h>) && __has_include(<sys/wait.h>)
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>
#define TENON_HAS_FORK 1
#else
#define TENON_HAS_FORK 0
#endif

/// Run-time errors stop the program. Here it is a child process that they stop.
namespace tenon_test {

/// What f writes to stderr before the program aborts; "(lives)" when it does not, "(no fork)" where that is not known.
template <class F>
std::string last_words(F const& f) {
#if TENON_HAS_FORK
  int channel[2];
  if (pipe(channel) != 0) return "(no pipe)";
  pid_t const child = fork();
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);  // the test framework has a handler of its own
    dup2(channel[1], 2);
    close(channel[0]);
    f();
    _exit(0);
  }
  close(channel[1]);
  std::string words;
  char buffer[256];
  for (ssize_t n; (n = read(channel[0], buffer, sizeof buffer)) > 0;) words.append(buffer, static_cast<std::size_t>(n));
  close(channel[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT ? words : "(lives) " + words;
#else
  (void)f;
  return "(no fork)";
#endif
}

}  // namespace tenon_test
