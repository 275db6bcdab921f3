// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/concepts.hpp>

namespace tenon::diagnose {
/// Whether layer number `Index` (from 0) of a Sequential takes inputs of shape `In` (without the batch axis).
template <std::size_t Index, class LayerSpec, class In, bool Accepts>
inline constexpr bool layer_accepts = Accepts;
/// Whether a type is a layer: a spec with `build<In>`, or a module with a `call` member function.
template <std::size_t Index, class T>
inline constexpr bool layer_has_call = requires { typename T::template build<Shape<1>>; } || nn::detail::has_call<T> || requires { &T::call; } ||
                                       requires(T const& t) { t.call(Traced<float, Shape<1, 1, 1, 1>>{}); };
}  // namespace tenon::diagnose

namespace tenon::nn {

namespace detail {

template <class Spec, class In>
struct BuiltLayer : std::type_identity<Spec> {};
template <class Spec, class In>
  requires requires { typename Spec::template build<In>; }
struct BuiltLayer<Spec, In> : std::type_identity<typename Spec::template build<In>> {};

template <class Spec, class In>
constexpr bool spec_accepts() {
  if constexpr (requires { Spec::template accepts<In>; })
    return Spec::template accepts<In>;
  else
    return true;
}

template <std::size_t I, class L>
struct LayerSlot {
  L layer;
};
/// A list of layers while it is being built: a fold walks the specs, so that depth costs no recursion.
template <class T, class Out, class... L>
struct Chain {
  using output_shape = Out;
};
template <std::size_t I, class Spec>
struct Link {};

template <class T, class In, class... L, std::size_t I, class Spec>
constexpr auto operator+(Chain<T, In, L...>, Link<I, Spec>) {
  static_assert(diagnose::layer_has_call<I, Spec>, "Sequential: this type is no layer: a module needs call(x) (index, type follow)");
  static_assert(diagnose::layer_accepts<I, Spec, In, spec_accepts<Spec, In>()>, "Sequential: the layer does not accept its input (index, layer, input shape without the batch follow)");
  if constexpr (diagnose::layer_has_call<I, Spec> && spec_accepts<Spec, In>()) {
    using B = typename BuiltLayer<Spec, In>::type;
    using X = typename WithBatch<T, In>::template traced<1>;
    using Y = decltype(call_layer(std::declval<B const&>(), std::declval<X const&>(), std::declval<AnyContext&>()));
    if constexpr (std::is_same_v<typename Y::front_end, front::Broken>)
      return Chain<T, In, L..., B>{};
    else
      return Chain<T, typename WithoutBatch<typename Y::shape_type>::type, L..., B>{};
  } else
    return Chain<T, In, L...>{};
}

template <class T, class In, class Seq, class... Spec>
struct BuildChain;
template <class T, class In, std::size_t... I, class... Spec>
struct BuildChain<T, In, std::index_sequence<I...>, Spec...> {
  using type = decltype((Chain<T, In>{} + ... + Link<I, Spec>{}));
};

/// The number of a layer as text, its name in paths.
template <std::size_t I, class Seq = std::make_index_sequence<(I < 10 ? 1 : I < 100 ? 2 : 3)>>
struct NumberName;
template <std::size_t I, std::size_t... Digit>
struct NumberName<I, std::index_sequence<Digit...>> {
  static constexpr char digit(std::size_t place) {
    std::size_t n = I;
    for (std::size_t k = sizeof...(Digit) - 1; k > place; --k) n /= 10;
    return static_cast<char>('0' + n % 10);
  }
  static constexpr char digits[sizeof...(Digit) + 1] = {digit(Digit)..., '\0'};
  static constexpr tenon::detail::FixedString<sizeof...(Digit) + 1> text{digits};
};

/// Layer number I of a Sequential as a field.
template <std::size_t I>
struct LayerField {
  static constexpr auto text = NumberName<I>::text;
  static constexpr char const* c_str() { return text.text; }
  template <class L>
  static constexpr L& get(LayerSlot<I, L>& s) {
    return s.layer;
  }
  template <class L>
  static constexpr L const& get(LayerSlot<I, L> const& s) {
    return s.layer;
  }
  template <class S>
  constexpr auto& operator()(S& s) const {
    return get(s);
  }
};

template <class Value, class C>
struct Feed {
  Value value;
  C& context;
};
template <class V, class C, class L>
constexpr auto operator>>(Feed<V, C> const& f, L const& layer) {
  auto y = call_layer(layer, f.value, f.context);
  return Feed<decltype(y), C>{y, f.context};
}

template <class In, class ChainType, class Seq>
struct SequentialBase;
template <class In, class T, class Out, class... L, std::size_t... I>
struct SequentialBase<In, Chain<T, Out, L...>, std::index_sequence<I...>> : LayerSlot<I, L>... {
  using tenon_module_type = SequentialBase;
  using input_shape = In;
  using output_shape = Out;
  using value_type = T;
  static constexpr std::size_t layer_count = sizeof...(L);

  using tenon_fields = tenon::detail::Fields<LayerField<I>...>;
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

  /// [batch, input_shape...] -> [batch, output_shape...]
  template <class X, class C>
  constexpr auto call(X const& x, C& context) const {
    return (Feed<X, C>{x, context} >> ... >> LayerField<I>::get(*this)).value;
  }
  template <class X>
  constexpr auto call(X const& x) const {
    Context<false> context(*x.builder());
    return call(x, context);
  }

  /// Runs the model on a tensor.   [batch, input_shape...] -> [batch, output_shape...]
  template <class X>
  constexpr auto operator()(X const& x) const {
    return tenon::call(*this, x);
  }
};

template <class... L>
struct ChainLength;
template <class T, class Out, class... L>
struct ChainLength<Chain<T, Out, L...>> : std::integral_constant<std::size_t, sizeof...(L)> {};

template <class In, class... Spec>
using ChainOf = typename BuildChain<float, In, std::index_sequence_for<Spec...>, Spec...>::type;

}  // namespace detail

/// Layers one after the other. The input shape is given once, without the batch; every other size is inferred. Specs
/// (`Dense<30>`) and built layers (`MyDense<8, 30>`) may be mixed. To name a model derive from it:
/// `struct Classifier : Sequential<Shape<784>, Dense<100, Relu>, Dense<10>> {};`
template <class In, class... Spec>
struct Sequential : detail::SequentialBase<In, detail::ChainOf<In, Spec...>, std::make_index_sequence<detail::ChainLength<detail::ChainOf<In, Spec...>>::value>> {};

}  // namespace tenon::nn
