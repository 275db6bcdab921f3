// SPDX-License-Identifier: MIT
// EXPECT: a traced function assigns this argument
// EXPECT: AssignedArgument<1
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct State {
  tn::Variable<int> calls;
  TENON_MODULE(State, calls);
};
#ifdef BROKEN
using Given = State const;
#else
using Given = State;
#endif
void run(Given& state) {
  tn::function([](auto const& x, auto& s) { s.calls.assign_add(x); })(1, state);
}
