// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/build.hpp>
#include <tenon/nn/layer_list.hpp>
#include <tenon/nn/option_kind.hpp>

namespace tenon::diagnose {
/// A layer of a Sequential: its number (from 0), its type, and its input's shape without the batch.
template <std::size_t Number, class L, class In>
struct layer {};
template <class Where, bool Is>
inline constexpr bool is_a_layer = Is;
template <class Where, bool Is>
inline constexpr bool layer_lists_its_fields = Is;
template <class Where, class Fault, bool Accepts>
inline constexpr bool layer_accepts_its_input = Accepts;
/// A layer has no more to say about an input that it does not take.
struct as_its_shape_tells {};
template <class Where, bool Takes>
inline constexpr bool layer_takes_several_inputs = Takes;
template <class Where, bool Keeps>
inline constexpr bool layer_keeps_the_batch_axis = Keeps;
template <class Input, class Row, bool Is>
inline constexpr bool is_batch_of = Is;
}  // namespace tenon::diagnose

namespace tenon::nn {

namespace detail {

/// What a layer calls the mistake in an input that it does not take: `fault<S>`.
template <class L, class S>
struct FaultIn : std::type_identity<diagnose::as_its_shape_tells> {};
template <class L, class S>
  requires requires { typename L::template fault<S>; }
struct FaultIn<L, S> : std::type_identity<typename L::template fault<S>> {};

/// A list of layers while it is being built: a fold walks the specs, so that depth costs no recursion. It stops at the
/// first mistake.
template <class T, class Out, class... L>
struct Chain {};
struct BrokenChain {};
template <class Spec>
struct Link {};
/// A built layer, and what its call gives.
template <class Spec, class B, class Y>
struct Called {};

/// The shape of a batch without its first axis; void for a scalar's.
template <class S>
struct InputShape : std::type_identity<void> {};
template <std::size_t B, std::size_t... D>
struct InputShape<Shape<B, D...>> : std::type_identity<Shape<D...>> {};
/// The same for a batch of one row, which is what layers are asked with.
template <class S>
struct ShapeOfOne : std::type_identity<void> {};
template <std::size_t... D>
struct ShapeOfOne<Shape<1, D...>> : std::type_identity<Shape<D...>> {};

template <class T, class In, class... L, class Spec, class B, class Y>
constexpr auto operator+(Chain<T, In, L...>, Called<Spec, B, Y>) {
  if constexpr (tenon::detail::is_broken<Y>)
    return BrokenChain{};
  else {
    using Out = typename ShapeOfOne<typename Y::shape_type>::type;
    static_assert(diagnose::layer_keeps_the_batch_axis<diagnose::layer<sizeof...(L), Spec, In>, !std::is_void_v<Out>>,
                  "Sequential: a layer's output must keep the batch as its first axis");
    return std::conditional_t<std::is_void_v<Out>, BrokenChain, Chain<typename Y::value_type, Out, L..., B>>{};
  }
}

/// Whether a layer has the usual `call(auto const& x, auto& context)`, without instantiating it: the call is ambiguous
/// beside one of the same form.
struct UsualCall {
  template <class X, class C>
  void call(X const&, C&) const;
};
template <class L>
struct UsualCallProbe : L, UsualCall {
  using L::call;
  using UsualCall::call;
};
template <class L, class X>
inline constexpr bool takes_context_as_usual = requires { requires L::call_takes_context; };
template <class L, class X>
  requires(!std::is_final_v<L> && !requires { requires L::call_takes_context; })
inline constexpr bool takes_context_as_usual<L, X> =
    !requires(UsualCallProbe<L> const& l, X const& x, AnyContext& c) { l.call(x, c); };

/// Whether a layer takes several inputs as far as it says; one whose rule is for a single shape does not.
template <class L, class In>
constexpr bool accepts_several() {
  if constexpr (requires { typename L::input_shape; })
    return std::is_same_v<typename ShapeOfRow<RowOf<typename L::input_shape>>::type, In>;
  else
    return !requires { L::template accepts<Shape<>>; };
}

/// What a spec says of its options; of one that says nothing all is well.
template <class Spec>
struct OptionsOf {
  static constexpr bool ok = true;
};
template <class Spec>
  requires requires { typename Spec::option_check; }
struct OptionsOf<Spec> : Spec::option_check {};

// The assertions stand here and layers are called from here: a message is then a few lines from the model.
template <class T, class In, class... L, class Spec>
constexpr auto operator+(Chain<T, In, L...>, Link<Spec>) {
  using Where = diagnose::layer<sizeof...(L), Spec, In>;
  if constexpr (!SpecOrLayer<Spec>) {
    static_assert(diagnose::is_a_layer<Where, SpecOrLayer<Spec>>, "Sequential: this type is no layer: it has no call(x)");
    return BrokenChain{};
  } else if constexpr (!OptionsOf<Spec>::ok) {
    using Check = OptionsOf<Spec>;
    static_assert(diagnose::layer_has_option<typename Check::wrong::layer, typename Check::wrong::option, Check::known>,
                  TENON_NO_SUCH_OPTION);
    static_assert(diagnose::one_option_of_a_kind<typename Check::given, Check::once>, TENON_TWO_OPTIONS);
    return BrokenChain{};
  } else if constexpr (!accepts_input<Spec, In>()) {
    static_assert(diagnose::layer_accepts_its_input<Where, typename FaultIn<Spec, In>::type, accepts_input<Spec, In>()>,
                  "Sequential: a layer does not take the shape that the one before it gives");
    return BrokenChain{};
  } else {
    using B = typename BuiltLayer<Spec, In>::type;
    using X = typename WithBatch<T, In>::template traced<1>;
    // Its tensors would be constants, and nobody would say so.
    constexpr bool listed = Module<B> || std::is_empty_v<B>;
    static_assert(diagnose::layer_lists_its_fields<Where, listed>,
                  "Sequential: a layer has fields but is no module: list them, TENON_MODULE(Name, fields...)");
    using Wrong = typename std::conditional_t<tenon::detail::is_valid_module<B>(), std::type_identity<NoWrongOption>,
                                              WrongOptionIn<B>>::type;
    if constexpr (!Wrong::ok)
      static_assert(diagnose::is_parameter_option<typename Wrong::wrong_option, typename Wrong::option_gives, Wrong::ok>,
                    TENON_NO_PARAMETER_OPTION);
    if constexpr (!listed || !Wrong::ok)
      return BrokenChain{};
    else if constexpr (takes_context_as_usual<B, X>)
      return Chain<T, In, L...>{} +
             Called<Spec, B, decltype(std::declval<B const&>().call(std::declval<X const&>(), std::declval<AnyContext&>()))>{};
    else if constexpr (requires(B const& layer, X const& x, AnyContext& c) { layer.call(x, c); })
      return Chain<T, In, L...>{} +
             Called<Spec, B, decltype(std::declval<B const&>().call(std::declval<X const&>(), std::declval<AnyContext&>()))>{};
    else
      return Chain<T, In, L...>{} + Called<Spec, B, decltype(std::declval<B const&>().call(std::declval<X const&>()))>{};
  }
}
/// Several inputs, of which the first layer makes one.
template <class Rows>
struct SeveralInputs {};
template <class... R, class Spec>
constexpr auto operator+(SeveralInputs<std::tuple<R...>>, Link<Spec>) {
  using In = std::tuple<typename R::shape_type...>;
  using Where = diagnose::layer<0, Spec, In>;
  using X = std::tuple<BatchOf<R, 1>...>;
  constexpr bool takes = [] {
    if constexpr (requires(AnyContext& c) { call_layer(std::declval<Spec const&>(), std::declval<X const&>(), c); })
      return accepts_several<Spec, In>();
    else
      return false;
  }();
  static_assert(diagnose::layer_takes_several_inputs<Where, takes>,
                "Sequential: of several inputs the first layer must make one: Add, Concatenate<>, or a layer with call(a, b)");
  if constexpr (!takes)
    return BrokenChain{};
  else {
    using Y = decltype(call_layer(std::declval<Spec const&>(), std::declval<X const&>(), std::declval<AnyContext&>()));
    return Chain<float, In>{} + Called<Spec, Spec, Y>{};
  }
}
/// Where a chain begins.
template <class Row>
struct ChainStart : std::type_identity<Chain<typename Row::value_type, typename Row::shape_type>> {};
template <class... R>
struct ChainStart<std::tuple<R...>> : std::type_identity<SeveralInputs<std::tuple<R...>>> {};

template <class Spec>
constexpr BrokenChain operator+(BrokenChain, Link<Spec>) {
  return {};
}

template <class Value, class C>
struct Feed {
  Value value;
  C& context;
};
template <class V, class C, class L>
constexpr auto operator>>(Feed<V, C> const& f, L const& layer) {
  if constexpr (tenon::detail::is_broken<V>)
    return f;
  else {
    auto y = call_layer(layer, f.value, f.context);
    return Feed<decltype(y), C>{y, f.context};
  }
}

/// Shapes and dtypes of an input, or of a tuple of them.
template <class X>
struct BatchShapes {
  using shapes = typename X::shape_type;
  using dtypes = typename X::value_type;
  using rows = typename InputShape<shapes>::type;
};
template <class... X>
struct BatchShapes<std::tuple<X...>> {
  using shapes = std::tuple<typename X::shape_type...>;
  using dtypes = std::tuple<typename X::value_type...>;
  using rows = std::tuple<typename InputShape<typename X::shape_type>::type...>;
};

template <class In, class ChainType, class Seq>
struct SequentialBase;
template <class In, class T, class Out, class... L, std::size_t... I>
struct SequentialBase<In, Chain<T, Out, L...>, std::index_sequence<I...>> : LayerSlot<I, L>... {
  using tenon_module_type = SequentialBase;
  using input_shape = In;
  using output_shape = Out;
  using value_type = T;  ///< of the output
  static constexpr std::size_t layer_count = sizeof...(L);
  static constexpr bool is_checked_model = true;
  template <class S>
  static constexpr bool accepts = std::is_same_v<S, typename ShapeOfRow<RowOf<In>>::type>;

  using tenon_fields = tenon::detail::Fields<LayerField<I>...>;
  static constexpr auto tenon_check() { return tenon::detail::FieldList<tenon_fields>::template check<SequentialBase>(); }
  struct hana_accessors_impl {
    template <class F = tenon_fields>
    static constexpr auto apply() {
      return tenon::detail::hana_tuple_of(F{});
    }
  };

  /// Layer number J, from 0.
  template <std::size_t J>
  constexpr auto& layer() {
    return LayerField<J>::get(*this);
  }
  template <std::size_t J>
  constexpr auto const& layer() const {
    return LayerField<J>::get(*this);
  }

  /// [batch, input_shape...] -> [batch, output_shape...]; of several inputs a tuple
  template <class X, class C>
  constexpr auto call(X const& x, C& context) const {
    if constexpr (!is_broken_value<X>)
      static_assert(diagnose::is_batch_of<ShapesOf<X>, In, has_shape<X>>,
                    "Sequential: the input is not [batch, input_shape...] (input, input_shape follow)");
    if constexpr (!is_broken_value<X> && has_shape<X>)
      static_assert(diagnose::same_dtype<SequentialBase, DtypesOf<X>, DtypesOf<BatchOf<In, 1>>>,
                    "Sequential: the input's dtype is not that of the model; use tn::cast<T>(x)");
    if constexpr (is_batch_of<X>)
      return (Feed<X, C>{x, context} >> ... >> LayerField<I>::get(*this)).value;
    else
      return Invalid{};
  }
  template <class X>
  constexpr auto call(X const& x) const {
    if constexpr (is_broken_value<X>)
      return Invalid{};
    else {
      Context<false, false> context(*first_of(x).builder());
      return call(x, context);
    }
  }

  /// Runs the model on a tensor, or on one for each input.   [batch, input_shape...] -> [batch, output_shape...]
  template <class X>
  constexpr auto operator()(X const& x) const {
    if constexpr (!is_broken_value<X>)
      static_assert(diagnose::is_batch_of<ShapesOf<X>, In, has_shape<X>>,
                    "model: the input is not [batch, input_shape...] (input, input_shape follow)");
    if constexpr (!is_broken_value<X> && has_shape<X>)
      static_assert(diagnose::same_dtype<SequentialBase, DtypesOf<X>, DtypesOf<BatchOf<In, 1>>>,
                    "model: the input's dtype is not that of the model; use tn::cast<T>(x)");
    if constexpr (is_batch_of<X>)
      return tenon::call(*this, x);
    else
      return Invalid{};
  }
  template <class X, class Y, class... More>
    requires is_several<In>
  constexpr auto operator()(X const& x, Y const& y, More const&... more) const {
    return (*this)(std::tuple<X, Y, More...>{x, y, more...});
  }

 private:
  template <class X>
  using ShapesOf = typename BatchShapes<X>::shapes;
  template <class X>
  using DtypesOf = typename BatchShapes<X>::dtypes;
  template <class X>
  static constexpr auto const& first_of(X const& x) {
    if constexpr (is_several<X>)
      return std::get<0>(x);
    else
      return x;
  }
  template <class X>
  static constexpr bool has_shape = std::is_same_v<typename BatchShapes<X>::rows, typename ShapeOfRow<RowOf<In>>::type>;
  template <class X>
  static constexpr bool is_batch_of = has_shape<X> && std::is_same_v<DtypesOf<X>, DtypesOf<BatchOf<In, 1>>>;
};

/// What is left of a Sequential with a mistake: everything accepts it silently.
template <class In, std::size_t... I>
struct SequentialBase<In, BrokenChain, std::index_sequence<I...>> {
  using tenon_module_type = SequentialBase;
  using input_shape = In;
  using output_shape = In;
  using value_type = float;
  static constexpr std::size_t layer_count = 0;
  static constexpr bool is_broken_model = true;

  using tenon_fields = tenon::detail::Fields<>;
  static constexpr auto tenon_check() { return true; }

  constexpr Invalid call(auto const&...) const { return {}; }
  constexpr Invalid operator()(auto const&) const { return {}; }
};

}  // namespace detail

/// Layers one after the other. The input shape is given once, without the batch (`Input<std::int32_t, 20>` where it is not of
/// floats; `std::tuple<Shape<5>, Shape<6>>` of several inputs, of which the first layer makes one, such as `Add` or
/// `Concatenate<>`); every other size is inferred. Specs
/// (`Dense<30>`) and built layers (`MyDense<8, 30>`) may be mixed. To name a model derive from it:
/// `struct Classifier : Sequential<Shape<784>, Dense<100, Relu>, Dense<10>> {};`
template <class In, class... Spec>
struct Sequential
    : detail::SequentialBase<In, decltype((typename detail::ChainStart<detail::RowOf<In>>::type{} + ... + detail::Link<Spec>{})),
                             std::index_sequence_for<Spec...>> {};

}  // namespace tenon::nn
