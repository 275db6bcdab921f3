// SPDX-License-Identifier: MIT
// Tensors with an identity: variables that are assigned by name, at run time and inside traced functions.
#include <tenon/tenon.hpp>

#include <cstdio>
#include <cstdlib>

namespace tn = tenon;
using namespace boost::hana::literals;

// [module]
/// Standardises rows by a mean that it keeps itself.
struct Centred {
  tn::Variable<int> calls;
  tn::Variable<float, 3> mean;
  TENON_MODULE(Centred, calls, mean);
  constexpr auto call(auto const& x) {  // not const: it assigns
    calls.assign_add(1);
    mean.assign_add((tn::mean<0>(x) - mean) / tn::cast<float>(calls));
    return x - mean;
  }
};
// [end]

// [constraint]
struct NonNegative {
  constexpr auto operator()(auto const& x) const { return tn::maximum(x, 0.F); }
};
using Concentration = tn::Constrained<NonNegative, tn::Variable<float, 3>>;
// [end]

struct Line {
  tn::Param<float, 1> slope;
  tn::Param<float> offset;
  TENON_MODULE(Line, slope, offset);
};

// [global]
inline tn::Variable<int> counter;
constexpr auto increment = tn::capture<counter>([](auto& c) {
  c.assign_add(1);
  return c;
});
// [end]

namespace {

void check(bool right, char const* what) {
  if (right) return;
  std::fprintf(stderr, "wrong: %s\n", what);
  std::exit(1);
}

void assign() {
  // [assign]
  tn::Variable<float, 2, 3> v{{1, 2, 3}, {4, 5, 6}};
  v.assign(2 * v);                     // one kernel, as `=`
  v(0_c, 1_c).assign(42);              // 2 42 6, 8 10 12
  v(tn::all, 2_c).assign({0.F, 1.F});  // 2 42 0, 8 10 1
  v[1].assign_sub(v[0]);               // 2 42 0, 6 -32 1
  v[v < 0].assign(0);                  // 2 42 0, 6 0 1
  tn::Tensor<int, 2, 2> const at{{0, 0}, {1, 2}};
  v.scatter_nd_update(at, tn::Tensor<float, 2>{100, 200});  // 100 42 0, 6 0 200
  tn::Tensor<float, 2, 3> const rows{{1, 1, 1}, {1, 1, 1}};
  v.scatter_add(tn::IndexedSlices{rows, tn::Tensor<int, 2>{0, 0}});  // 102 44 2, 6 0 200
  // [end]
  check(v(0, 0) == 102 && v(0, 1) == 44 && v(1, 1) == 0 && v(1, 2) == 200, "assign");
}

void functions() {
  // [function]
  constexpr auto f = tn::function([](auto& v) {
    auto const e = v * 2;  // v as it is now
    v.assign(3 * v);
    return e + v;  // the old one and the new one
  });
  tn::Variable<float> v{1.F};
  float const five = f(v).item();  // v is 3 now
  // [end]
  check(five == 5 && v.item() == 3, "versions");

  // [call]
  Centred centred;
  constexpr auto step = tn::function([](auto& m, auto const& x) { return m.call(x); });
  step(centred, tn::Tensor<float, 2, 3>{{1, 2, 3}, {3, 4, 5}});
  step(centred, tn::Tensor<float, 2, 3>{{4, 5, 6}, {4, 5, 6}});  // centred.mean is 3 4 5
  // [end]
  check(centred.calls.item() == 2 && centred.mean(2) == 5, "a module");

  Concentration c{1, 2, 3};
  c.assign_sub(2);
  check(c(0) == 0 && c(2) == 1, "a constraint");

  check(increment().item() == 1 && increment().item() == 2, "a global");
}

// [train]
/// A step of training of one's own: gradients and updates are one program.
constexpr auto train = tn::function([](auto& line, auto const& x, auto const& y, auto const& rate) {
  auto const [loss, g] = tn::value_and_grad<0>([](auto const& line, auto const& x, auto const& y) {
    return tn::mean(tn::square(tn::matmul(x, line.slope) + line.offset - y));
  })(line, x, y);
  line.slope.assign_sub(rate * g.template get<"slope">());
  line.offset.assign_sub(rate * g.template get<"offset">());
  return loss;
});
// [end]

// [pure]
/// State as a value: it is taken and returned, nothing is written.
constexpr auto walk = tn::function([](auto const& key, auto const& position) {
  auto const keys = tn::random::split<2>(key);
  return std::tuple{keys(0_c), position + tn::random::normal<float, 2>(keys(1_c))};
});
// [end]

}  // namespace

int main() {
  assign();
  functions();

  Line line;
  tn::Tensor<float, 4, 1> const x{{0}, {1}, {2}, {3}};
  tn::Tensor<float, 4> const y{1, 3, 5, 7};
  float loss = 0;
  for (int i = 0; i < 500; ++i) loss = train(line, x, y, 0.1F).item();
  check(loss < 1e-6F, "training");
  std::printf("y = %g x + %g\n", double(line.slope(0)), double(line.offset.item()));

  auto const [key, position] = walk(tn::random::key(1), tn::Tensor<float, 2>{});
  check(key(0) != tn::random::key(1)(0) && position(0) != position(1), "a walk");
}
