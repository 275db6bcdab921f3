// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace bench {

struct Time {
  double median = 0, least = 0;  // ns; 0: there is none
};
struct Figures {
  std::string name;
  Time ours;
  std::vector<std::pair<std::string, Time>> peers;  // the fastest first
  std::string limit_name;
  double limit = 0;  // ns
  double flops = 0;
};

/// A line for us and the best peer, then one for each other.
void print_head();
void print(Figures const&);

/// The average number of running programs, measured when the program starts.
double load_average();

/// An object of what is known of the machine and of the rows; false and a message where the file cannot be written.
bool write_json(std::string const& path, std::vector<Figures> const&, bool quick, double load_before);

}  // namespace bench
