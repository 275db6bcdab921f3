// SPDX-License-Identifier: MIT
// Gradients of functions that return more than their loss, and with respect to fields by name.
#include "support/laws/gradient_laws.hpp"

namespace tn = tenon;
using tenon_test::Approx;
using tenon_test::spread_tensor;

namespace {

template <class T>
struct Layer {
  tn::Param<T, 3, 2> kernel;
  tn::Tensor<T> scale{T(2)};
  tn::Param<T, 2> bias;
  tn::Tensor<int, 2> ids;
  TENON_MODULE(Layer, kernel, scale, bias, ids);
  constexpr auto call(auto const& x) const { return tn::tanh(tn::matmul(x, kernel) * scale + bias); }
};
template <class T>
struct Model {
  Layer<T> encoder;
  tn::Param<T, 2> head;
  TENON_MODULE(Model, encoder, head);
  constexpr auto call(auto const& x) const { return tn::matmul(encoder.call(x), head); }
};
template <class T>
Model<T> some_model() {
  Model<T> m;
  m.encoder.kernel = spread_tensor<tn::Tensor<T, 3, 2>>();
  m.encoder.bias = spread_tensor<tn::Tensor<T, 2>>(-1, 1, 3);
  m.head = spread_tensor<tn::Tensor<T, 2>>(-1, 1, 5);
  return m;
}
template <class A, class B>
void same(A const& a, B const& b, double tolerance = 1e-9) {
  static_assert(std::is_same_v<typename A::value_type, typename B::value_type>);
  static_assert(std::is_same_v<typename A::shape_type, typename B::shape_type>);
  for (std::size_t i = 0; i < a.size; ++i) CHECK(a.data()[i] == Approx(b.data()[i]).epsilon(tolerance).margin(tolerance));
}

constexpr auto loss = [](auto const& m, auto const& x) { return tn::mean(tn::square(m.call(x) - 1)); };
constexpr auto loss_and_more = [](auto const& m, auto const& x) {
  auto const y = m.call(x);
  return std::tuple{tn::mean(tn::square(y - 1)), y, std::tuple{tn::count_nonzero(y > 0), 3}};
};

}  // namespace

TEST_CASE("what stands beside the loss is handed through", "[grad]") {
  auto const x = spread_tensor<tn::Tensor<double, 4>>();
  constexpr auto f = [](auto const& a, auto const& b) { return std::tuple{tn::sum(a * a * b), a + b, tn::argmax(b)}; };
  auto const [values, gradients] = tn::value_and_grad(f, tn::has_aux)(x, 2.0);
  auto const& [value, sums, largest] = values;
  auto const& [dx, db] = gradients;
  double squares = 0;
  for (double const v : x) squares += v * v;
  CHECK(value.item() == Approx(2 * squares));
  same(sums, tn::Tensor<double, 4>(x + 2.0));
  static_assert(std::is_integral_v<std::remove_cvref_t<decltype(largest)>::value_type>);
  same(dx, tn::Tensor<double, 4>(4 * x));
  CHECK(db.item() == Approx(squares));

  // Of `grad` the gradients come first, what stands beside the loss second: one as itself, several as a tuple.
  auto const [alone, aux] = tn::grad(f, tn::has_aux)(x, 2.0);
  same(std::get<0>(alone), tn::Tensor<double, 4>(dx));
  same(std::get<0>(aux), tn::Tensor<double, 4>(sums));
  static_assert(std::tuple_size_v<std::remove_cvref_t<decltype(aux)>> == 2);
  auto const [d1, twice] =
      tn::grad<1>([](auto const& a, auto s) { return std::tuple{tn::sum(a) * s, a * 2}; }, tn::has_aux)(x, 3.0);
  CHECK(d1.item() == Approx(tn::Tensor<double>(tn::sum(x)).item()));
  same(twice, tn::Tensor<double, 4>(x * 2));
  auto const model = some_model<double>();
  auto const batch = spread_tensor<tn::Tensor<double, 5, 3>>();
  auto const [bias, rest] = tn::grad(loss_and_more, tn::has_aux, tn::wrt<"encoder.bias">)(model, batch);
  same(bias, std::get<1>(tn::value_and_grad(loss_and_more, tn::has_aux, tn::wrt<"encoder.bias">)(model, batch)));
  CHECK(std::get<1>(std::get<1>(rest)).item() == 3);

  // One argument's gradient comes as itself; a loss alone is a tuple of one.
  auto const [v0, d0] =
      tn::value_and_grad<1>([](auto const& a, auto s) { return std::tuple{tn::sum(a) * s * s}; }, tn::has_aux)(x, 3.0);
  static_assert(std::tuple_size_v<std::remove_cvref_t<decltype(v0)>> == 1);
  CHECK(d0.item() == Approx(6 * tn::Tensor<double>(tn::sum(x)).item()));
}

TEMPLATE_TEST_CASE("aux and fields by name, of modules", "[grad]", float, double) {
  using T = TestType;
  double const tolerance = std::is_same_v<T, float> ? 1e-5 : 1e-12;
  Model<T> const m = some_model<T>();
  auto const x = spread_tensor<tn::Tensor<T, 5, 3>>(-1, 1, 7);
  auto const all = tn::grad<0>(loss)(m, x);

  auto const [values, g] = tn::value_and_grad<0>(loss_and_more, tn::has_aux)(m, x);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(g)>, tn::Gradient<Model<T>>>);
  auto const& [value, y, counts] = values;
  CHECK(value.item() == Approx(tn::function(loss)(m, x).item()).epsilon(tolerance));
  same(y, tn::call(m, x), tolerance);
  CHECK(std::get<1>(counts).item() == 3);
  same(g.template get<"head">(), all.template get<"head">(), tolerance);

  // A parameter, a module, an argument, in the order in which they are named.
  auto const kernel = tn::grad(loss, tn::wrt<"encoder.kernel">)(m, x);
  same(kernel, all.template get<"encoder">().template get<"kernel">(), tolerance);
  auto const [head, dx, encoder] = tn::grad(loss, tn::wrt<"0.head", 1, "encoder">)(m, x);
  same(head, all.template get<"head">(), tolerance);
  same(dx, tn::grad<1>(loss)(m, x), tolerance);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(encoder)>, tn::Gradient<Layer<T>>>);
  same(encoder.template get<"bias">(), all.template get<"encoder">().template get<"bias">(), tolerance);

  // A field that is no parameter: against a difference.
  auto const [v, scale] = tn::value_and_grad(loss, tn::wrt<"encoder.scale">)(m, x);
  constexpr T h = std::is_same_v<T, float> ? T(1e-2) : T(1e-5);
  Model<T> above = m, below = m;
  above.encoder.scale += h;
  below.encoder.scale -= h;
  double const difference =
      (double(tn::function(loss)(above, x).item()) - double(tn::function(loss)(below, x).item())) / (2 * double(h));
  CHECK(scale.item() == Approx(difference).epsilon(std::is_same_v<T, float> ? 1e-3 : 1e-8));

  // Both at once.
  auto const [more, bias] = tn::value_and_grad(loss_and_more, tn::has_aux, tn::wrt<"encoder.bias">)(m, x);
  same(bias, all.template get<"encoder">().template get<"bias">(), tolerance);
  CHECK(std::get<0>(more).item() == value.item());
}

TEST_CASE("paths into tuples and second modules; aux in other transforms", "[grad]") {
  Model<double> const m = some_model<double>();
  auto const x = spread_tensor<tn::Tensor<double, 5, 3>>(-1, 1, 7);
  constexpr auto pair = [](auto const& both, auto const& n) {
    auto const& [a, b] = both;
    return tn::sum(a.call(b)) * tn::sum(n.head * n.head);
  };
  auto const [kernel, head, dx] =
      tn::grad(pair, tn::wrt<"0.0.encoder.kernel", "head", "0.1">)(std::tuple{m, x}, m);  // "head": of the first module
  auto const [of_both, of_n] = tn::grad(pair)(std::tuple{m, x}, m);
  same(kernel, std::get<0>(of_both).get<"encoder">().get<"kernel">());
  same(head, of_n.get<"head">());
  same(dx, std::get<1>(of_both));

  // A gradient and predictions for each input; a second derivative by name.
  auto const [values, gradients] = tn::vmap([](auto const& model, auto const& row) {
    return tn::value_and_grad<1>(loss_and_more, tn::has_aux)(model, tn::expand<0>(row));
  })(m, x);
  same(tn::Tensor<double, 5>(tn::reshape<5>(std::get<1>(values))), tn::call(m, x));
  auto const one = tn::grad<1>(loss)(m, tn::Tensor<double, 1, 3>(x(tn::range<2, 3>)));
  for (std::size_t i = 0; i < 3; ++i) CHECK(gradients(2, 0, i) == Approx(one(0, i)));
  auto const second =
      tn::grad([](auto const& model, auto const& in) { return tn::sum(tn::grad(loss, tn::wrt<"encoder.kernel">)(model, in)); },
               tn::wrt<"head">)(m, x);
  Model<double> above = m, below = m;
  above.head(1) += 1e-5;
  below.head(1) -= 1e-5;
  auto const sum_of = [&x](Model<double> const& model) {
    return tn::Tensor<double>(tn::sum(tn::grad(loss, tn::wrt<"encoder.kernel">)(model, x))).item();
  };
  CHECK(second(1) == Approx((sum_of(above) - sum_of(below)) / 2e-5).epsilon(1e-7));
}

TEST_CASE("the Hessian of a separable sum is diagonal", "[grad]") {
  using V = tn::Tensor<double, 4>;
  auto const x = spread_tensor<V>(), w = spread_tensor<V>(-1, 1, 9);
  constexpr auto f = [](auto const& a, auto const& b) {
    return tn::sum(tn::sin(a) * a * b) + tn::mean(tn::exp(tn::flip<0>(a)) * tn::sum(b)) + tn::dot(tn::tanh(a), a) -
           3 * a(tn::at<1>);
  };
  V const diagonal = tn::hessian_diagonal<0>(f)(x, w);
  tn::Tensor<double, 4, 4> const whole = tn::hessian<0>(f)(x, w);
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) CHECK(whole(i, j) == Approx(i == j ? diagonal(i) : 0.0).margin(1e-12));
  // Of several arguments each has its own, though they multiply each other; inside a traced function.
  auto const [of_a, of_b] = tn::hessian_diagonal([](auto const& a, auto s) { return tn::sum(tn::exp(a)) * s * s; })(x, 2.0);
  same(of_a, V(4 * tn::exp(x)));
  CHECK(of_b.item() == Approx(2 * tn::Tensor<double>(tn::sum(tn::exp(x))).item()));
  constexpr auto trace = tn::function(
      [](auto const& a) { return tn::sum(tn::hessian_diagonal([](auto const& t) { return tn::sum(t * t * t); })(a)); });
  CHECK(trace(tn::Tensor<float, 3>{1, 2, 3}).item() == 36);
}

namespace {
/// How the graph of a function couples the elements of its argument.
template <class F>
constexpr tn::Dependence::Kind kind_of(F) {
  constexpr tn::GraphView g = tn::detail::FunctionSource<F, tn::Tensor<double, 6>>::graph.view();
  return tn::Dependences(g, 0, 1)[g.outputs[0].node].kind;
}
}  // namespace

TEST_CASE("what couples elements is seen in the graph", "[grad]") {
  using D = tn::Dependence;
  static_assert(kind_of([](auto const& a) { return tn::sum(tn::floor(a)); }) == D::none);
  static_assert(kind_of([](auto const& a) { return tn::exp(a(tn::at<2>)); }) == D::single);
  static_assert(kind_of([](auto const& a) { return tn::sum(tn::square(tn::concat<0>(a, tn::sin(a)))); }) == D::separable);
  static_assert(kind_of([](auto const& a) { return tn::sum(tn::flip<0>(a) * tn::tanh(tn::flip<0>(a))); }) == D::separable);
  static_assert(kind_of([](auto const& a) { return tn::sum(tn::sum<1>(tn::exp(tn::reshape<2, 3>(a)))) * 2; }) == D::separable);
  static_assert(kind_of([](auto const& a) { return tn::sum(tn::flip<0>(a) * a); }) == D::coupled);
  static_assert(kind_of([](auto const& a) { return tn::sum(a(tn::to<-1>) * a(tn::from<1>)); }) == D::coupled);
  static_assert(kind_of([](auto const& a) { return tn::square(tn::sum(a)); }) == D::coupled);
  static_assert(kind_of([](auto const& a) { return tn::sum(a) / tn::sum(a); }) == D::coupled);
  static_assert(kind_of([](auto const& a) { return tn::max(a); }) == D::coupled);
  static_assert(kind_of([](auto const& a) { return tn::sum(tn::cumsum<0>(a)); }) == D::coupled);  // not looked into
  static_assert(kind_of([](auto const& a) { return tn::dot(a, tn::flip<0>(a)); }) == D::coupled);
}
