// SPDX-License-Identifier: MIT
// Derivatives in two phases: linear maps and tapes.
#include "support/laws/gradient_laws.hpp"

#include <utility>

namespace tn = tenon;
using tenon_test::Approx;
using tenon_test::spread_tensor;

namespace {

template <class T>
struct Model {
  tn::Param<T, 3, 2> kernel;
  tn::Tensor<T> scale{T(2)};
  tn::Param<T, 2> bias;
  TENON_MODULE(Model, kernel, scale, bias);
  constexpr auto call(auto const& x) const { return tn::tanh(tn::matmul(x, kernel) * scale + bias); }
};
template <class T>
Model<T> some_model() {
  Model<T> m;
  m.kernel = spread_tensor<tn::Tensor<T, 3, 2>>();
  m.bias = spread_tensor<tn::Tensor<T, 2>>(-1, 1, 3);
  return m;
}
template <class A, class B>
void same(A const& a, B const& b, double tolerance = 1e-12) {
  static_assert(std::is_same_v<typename A::value_type, typename B::value_type>);
  static_assert(std::is_same_v<typename A::shape_type, typename B::shape_type>);
  for (std::size_t i = 0; i < a.size; ++i) CHECK(a.data()[i] == Approx(b.data()[i]).epsilon(tolerance).margin(tolerance));
}

using V = tn::Tensor<double, 4>;
constexpr auto f = [](auto const& x, auto const& y) { return tn::tanh(x) * tn::sum(tn::exp(x * y)); };
constexpr auto loss = [](auto const& m, auto const& x) { return tn::mean(tn::square(m.call(x) - 1)); };
constexpr auto energy = [](auto const& t) { return tn::sum(tn::sin(t) * t * tn::roll<1>(t)); };
auto const x = spread_tensor<V>(), y = spread_tensor<V>(-1, 1, 5), dx = spread_tensor<V>(-1, 1, 9),
           dy = spread_tensor<V>(-1, 1, 14);

auto map_made_elsewhere() {
  V const here = x;
  auto const scaled = [](auto const& p, auto s) { return std::tuple{std::get<0>(p) * s, tn::sum(std::get<1>(p))}; };
  return std::get<1>(tn::linearize<0>(scaled)(std::tuple{here, V(here * 2)}, 3.0));
}

}  // namespace

TEST_CASE("a linear map is the derivative at its point", "[grad]") {
  auto const [value, map] = tn::linearize(f)(x, y);
  same(value, V(f(x, y)));
  for (V const& d : {dx, dy, V(dx - dy)}) {
    auto const [again, tangent] = tn::jvp(f)(x, y, d, dy);
    same(map(d, dy), tangent);
  }
  same(map(dx * 2, dy * 2), V(2 * map(dx, dy)));

  // Tuples, numbers, some of the arguments; a map outlives what it was made from.
  auto const made = map_made_elsewhere();
  auto const [first, second] = made(std::tuple{dx, dy});
  same(first, V(3 * dx));
  CHECK(second.item() == Approx(tn::Tensor<double>(tn::sum(dy)).item()));
  static_assert(decltype(made)::bytes == 8);  // s
}

TEST_CASE("a linear map of what paths name", "[grad]") {
  Model<double> m;
  m.kernel = spread_tensor<tn::Tensor<double, 3, 2>>();
  auto const in = spread_tensor<tn::Tensor<double, 5, 3>>(-1, 1, 7);
  auto const [value, map] = tn::linearize(loss, tn::wrt<"bias", 1>)(m, in);
  CHECK(value.item() == Approx(tn::function(loss)(m, in).item()));
  tn::Tensor<double, 2> const db{0.5, -2};
  // Against gradients: <g, d> of each part.
  auto const [gb, gx] = tn::grad(loss, tn::wrt<"bias", 1>)(m, in);
  double const wanted = tn::Tensor<double>(tn::sum(gb * db) + tn::sum(gx * in)).item();
  CHECK(map(db, in).item() == Approx(wanted));
  // The whole module, in the form of its gradient, and in a traced function.
  auto const all = std::get<1>(tn::linearize(loss, tn::wrt<0>)(m, in));
  CHECK(all(tn::grad<0>(loss)(m, in)).item() > 0);
  constexpr auto traced = tn::function([](auto const& model, auto const& t, auto const& d) {
    return std::get<1>(tn::linearize(loss, tn::wrt<"bias">)(model, t))(d);
  });
  CHECK(traced(m, in, db).item() == Approx(tn::Tensor<double>(tn::sum(gb * db)).item()));
}

TEST_CASE("a tape has the value, and once its gradients", "[grad]") {
  tn::Param<double> const w1{5.0}, w2{3.0};
  constexpr auto z = [](auto const& a, auto const& b) { return 3 * a * a + 2 * a * b; };
  auto tape = tn::tape(z, w1, w2);
  CHECK(tape.value().item() == 105);
  auto const [dw1, dw2] = std::move(tape).gradient();
  CHECK(dw1.item() == 36);
  CHECK(dw2.item() == 10);
  static_assert(decltype(tape)::bytes == 16);
  // As of TensorFlow: a constant is not watched unless it is asked for.
  CHECK(tn::tape(z, w1, 3.0).gradient().item() == 36);
  CHECK(tn::tape(z, w1, tn::watch(3.0)).gradient(tn::wrt<1>).item() == 10);
}

TEMPLATE_TEST_CASE("the gradients of a tape are those of grad", "[grad]", float, double) {
  using T = TestType;
  double const tolerance = std::is_same_v<T, float> ? 1e-5 : 1e-12;
  Model<T> m = some_model<T>();
  auto in = spread_tensor<tn::Tensor<T, 5, 3>>(-1, 1, 7);
  auto const [value, gradients] = tn::value_and_grad(loss)(m, in);
  auto tape = tn::tape(tn::persistent, loss, m, tn::watch(in));
  // Steps on the arguments do not show.
  m.kernel += T(1);
  in += T(1);
  CHECK(tape.value().item() == Approx(value.item()).epsilon(tolerance));
  for (int i = 0; i < 2; ++i) {
    auto const [dm, dx] = tape.gradient();
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(dm)>, tn::Gradient<Model<T>>>);
    same(dm.template get<"kernel">(), std::get<0>(gradients).template get<"kernel">(), tolerance);
    same(dm.template get<"bias">(), std::get<0>(gradients).template get<"bias">(), tolerance);
    same(dx, std::get<1>(gradients), tolerance);
  }
  auto const [bias, dx] = tape.gradient(tn::wrt<"bias", 1>);
  same(bias, std::get<0>(gradients).template get<"bias">(), tolerance);
  same(dx, std::get<1>(gradients), tolerance);
}

TEST_CASE("values that are no scalars have cotangents", "[grad]") {
  auto tape = tn::tape(f, tn::watch(x), y);
  same(tape.value(), V(f(x, y)));
  same(std::move(tape).pullback(dx), std::get<1>(tn::vjp<0>(f)(x, y, dx)));
  constexpr auto two = [](auto const& pair) {
    auto const& [a, b] = pair;
    return std::tuple{a * b, tn::sum(a)};
  };
  auto const kept = tn::tape(tn::persistent, two, tn::watch(std::tuple{x, y}));
  auto const [da, db] = kept.pullback(std::tuple{dy, 2.0});
  same(da, V(dy * y + 2));
  same(db, V(dy * x));
  same(kept.pullback(std::tuple{dy, 2.0}, tn::wrt<"0.1">), db);
  static_assert(decltype(kept)::bytes == 64);  // a and b
  // Values with names of their own, twice or never needed; the value itself is kept where the derivative needs it.
  constexpr auto odd = [](auto const& a) { return std::tuple{a, a, tn::exp(a), tn::sum(a) * 0 + 1}; };
  auto once = tn::tape(odd, tn::watch(x));
  same(std::get<0>(once.value()), x);
  same(std::get<2>(once.value()), V(tn::exp(x)));
  same(std::move(once).pullback(std::tuple{dx, dx, dy, 1.0}), V(2 * dx + dy * tn::exp(x)));
}

TEST_CASE("what a backward phase keeps is small", "[grad]") {
  using L = tn::Tensor<double, 100>;
  constexpr auto bytes = []<class G>(G) {
    return tn::detail::Phases<tn::detail::FunctionSource<tn::detail::Vjp<G, 0>, L, tn::Tensor<double>>, 1, 1>::bytes;
  };
  static_assert(bytes([](auto const& a) { return tn::sum(a); }) == 0);
  static_assert(bytes([](auto const& a) { return tn::sum(tn::square(3 * a + 1)); }) == 800);  // a, or what follows from it
  static_assert(bytes([](auto const& a) { return tn::sum(tn::relu(a)); }) == 100);            // a truth value an element
  // tanh(a) and what is dear to compute again, each at the start of a cache line.
  static_assert(bytes([](auto const& a) { return tn::sum(tn::tanh(a) * 2 - tn::exp(tn::tanh(a))); }) == 832 + 800);
}

TEST_CASE("maps and tapes inside functions", "[grad]") {
  // Differentiated: the gradient of a squared gradient.
  constexpr auto slope = [](auto const& t) {
    auto tape = tn::tape(energy, tn::watch(t));
    return tn::sum(tn::square(std::move(tape).gradient()));
  };
  constexpr auto plain = [](auto const& t) { return tn::sum(tn::square(tn::grad(energy)(t))); };
  same(tn::grad(slope)(x), tn::grad(plain)(x));
  // A tape of a gradient; one for each input; a module with a map.
  auto of_gradient = tn::tape([](auto const& t) { return tn::grad(energy)(t); }, tn::watch(x));
  same(std::move(of_gradient).pullback(dx), tn::hvp(energy)(x, dx));
  tn::Tensor<double, 3, 4> const many = spread_tensor<tn::Tensor<double, 3, 4>>();
  auto const each = tn::vmap([](auto const& t) { return tn::tape(energy, tn::watch(t)).gradient(); })(many);
  same(V(each[2]), V(tn::grad(energy)(V(many[2]))));
  Model<double> const m = some_model<double>();
  auto const in = spread_tensor<tn::Tensor<double, 5, 3>>();
  constexpr auto twice = tn::function([](auto const& model, auto const& t) {
    auto const [value, map] = tn::linearize<1>(loss)(model, t);
    auto const tape = tn::tape(tn::persistent, loss, model, t);
    return std::tuple{map(t) + map(2 * t), value, tape.gradient(tn::wrt<"bias">), tape.value()};
  });
  auto const [sum, value, bias, again] = twice(m, in);
  CHECK(sum.item() == Approx(3 * std::get<1>(tn::jvp<1>(loss)(m, in, in)).item()));
  same(bias, tn::grad(loss, tn::wrt<"bias">)(m, in));
  CHECK(value.item() == again.item());
}
