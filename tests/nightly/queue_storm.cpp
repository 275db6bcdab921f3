// SPDX-License-Identifier: MIT
// Ten million operations of four threads on each kind of queue: nothing is lost, nothing comes twice, order stays where it is
// promised.
#include "support/queue_storm.hpp"

#include <cstdlib>

int main(int arguments, char** argument) {
  // Two threads put so many each, two take them: 4 * each operations.
  std::size_t const each = arguments > 1 ? std::strtoul(argument[1], nullptr, 10) : 2'500'000;
  std::size_t const wrong = tenon_test::all_storms(each);
  std::printf("%zu operations on each of 4 queues, %zu wrong\n", 4 * each, wrong);
  return wrong == 0 ? 0 : 1;
}
