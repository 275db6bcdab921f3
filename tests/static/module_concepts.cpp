// SPDX-License-Identifier: MIT
// What a module is, what may be a field, and what a traced function or a gradient takes.
#include <tenon/autodiff/grad.hpp>
#include <tenon/embedded.hpp>

#include <string>
#include <vector>

namespace tn = tenon;

struct Inner {
  tn::Param<float, 3> w;
  TENON_MODULE(Inner, w);
};
struct Outer {
  Inner inner;
  tn::Tensor<double, 2, 2> table;
  tn::Variable<std::int64_t> count;
  TENON_MODULE(Outer, inner, table, count);
};
struct Empty {
  TENON_MODULE(Empty);
};
struct Named : Outer {};
struct Plain {
  tn::Param<float, 3> w;
};

// ---- Modules

static_assert(tn::Module<Inner> && tn::Module<Outer> && tn::Module<Empty> && tn::Module<Named> &&
              tn::Module<tn::Gradient<Outer>>);
static_assert(!tn::Module<Plain>);
static_assert(!tn::Module<float>);
static_assert(!tn::Module<tn::Tensor<float, 3>>);
static_assert(!tn::Module<std::tuple<Inner>>);
static_assert(tn::detail::is_valid_module<Outer>() && tn::detail::is_valid_module<Named>());

// Every field is listed: found for aggregates, whatever the kinds of their fields.
template <bool All>
struct Unlisted {
  tn::Param<float, 3> w;
  tn::Tensor<float> rate;
  using tenon_module_type = Unlisted;
  using tenon_fields =
      std::conditional_t<All,
                         tn::detail::Fields<tn::detail::Field<"w", &Unlisted::w>, tn::detail::Field<"rate", &Unlisted::rate>>,
                         tn::detail::Fields<tn::detail::Field<"w", &Unlisted::w>>>;
};
static_assert(tn::diagnose::every_field_is_listed<Unlisted<true>>);
static_assert(!tn::diagnose::every_field_is_listed<Unlisted<false>>);
struct NamedWithField : Outer {
  float temperature;
};
static_assert(tn::diagnose::every_field_is_listed<Named> && !tn::diagnose::every_field_is_listed<NamedWithField>);

// ---- Fields

template <class X>
constexpr bool may_be_field = tn::diagnose::is_tensor_or_module<tn::detail::FieldOf<"x", X>>;
static_assert(may_be_field<tn::Tensor<float>> && may_be_field<tn::Param<double, 2>> && may_be_field<tn::Variable<bool>> &&
              may_be_field<Outer>);
static_assert(!may_be_field<float>);
static_assert(!may_be_field<int[3]>);
static_assert(!may_be_field<float*>);
static_assert(!may_be_field<std::string>);
static_assert(!may_be_field<std::vector<tn::Tensor<float>>>);
static_assert(!may_be_field<Plain>);

// ---- What a traced function takes and gives

template <class X>
constexpr bool may_be_argument = tn::diagnose::is_tensor_number_module_or_tuple<X>;
static_assert(may_be_argument<float> && may_be_argument<bool> && may_be_argument<tn::Tensor<int, 3>> && may_be_argument<Outer>);
static_assert(may_be_argument<std::tuple<Outer, std::tuple<float, tn::Tensor<float, 2>>>>);
static_assert(!may_be_argument<Plain>);
static_assert(!may_be_argument<std::string>);
static_assert(!may_be_argument<std::vector<float>>);
static_assert(!may_be_argument<float*>);

constexpr auto captureless = [](auto const& x) { return x; };
constexpr auto capturing = [factor = 2.f](auto const& x) { return x * factor; };
static_assert(tn::diagnose::function_has_no_captures<decltype(captureless)> &&
              !tn::diagnose::function_has_no_captures<decltype(capturing)>);
static_assert(!tn::diagnose::function_has_no_captures<float (*)(float)>);

// ---- What a gradient is taken of, and with respect to

template <class T, class S>
constexpr bool may_be_derived = tn::diagnose::function_returns_scalar<T, S>;
static_assert(may_be_derived<float, tn::Shape<>> && may_be_derived<double, tn::Shape<>>);
static_assert(!may_be_derived<float, tn::Shape<1>>);
static_assert(!may_be_derived<int, tn::Shape<>>);
static_assert(!may_be_derived<bool, tn::Shape<>>);

template <class A>
constexpr bool may_be_differentiated = tn::detail::ChosenArgument<0, A>::ok;
static_assert(may_be_differentiated<tn::Traced<float, tn::Shape<3>>> && may_be_differentiated<Inner> &&
              may_be_differentiated<double>);
static_assert(may_be_differentiated<std::tuple<Inner, tn::Traced<double, tn::Shape<>>>>);
static_assert(!may_be_differentiated<tn::Traced<int, tn::Shape<3>>>);
static_assert(!may_be_differentiated<tn::Traced<bool, tn::Shape<>>>);
static_assert(!may_be_differentiated<std::int64_t>);
static_assert(!may_be_differentiated<std::tuple<Inner, tn::Traced<int, tn::Shape<>>>>);
