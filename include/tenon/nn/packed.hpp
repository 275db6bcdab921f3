// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/frozen.hpp>
#include <tenon/nn/layer/packed_conv.hpp>
#include <tenon/nn/layer/packed_dense.hpp>
#include <tenon/nn/sequential.hpp>

/// Models for inference, whose weights lie as products read them.
namespace tenon::diagnose {
template <class Model, bool Is>
inline constexpr bool is_sequential_dense_or_conv2d = Is;
}  // namespace tenon::diagnose

namespace tenon::nn {

namespace detail {

template <bool Pays, std::size_t In, std::size_t Units, class... Options>
struct PackedDenseOr : std::type_identity<DenseLayer<In, Units, Options...>> {};
template <std::size_t In, std::size_t Units, class... Options>
struct PackedDenseOr<true, In, Units, Options...> : std::type_identity<PackedDenseLayer<In, Units, Options...>> {};

/// The layers of a Sequential, or of what derives from one and adds nothing.
template <class... L>
struct BuiltLayers {};
template <class Base, class In, class T, class Out, class... L, std::size_t... I>
  requires std::is_same_v<Base, SequentialBase<In, Chain<T, Out, L...>, std::index_sequence<I...>>>
constexpr BuiltLayers<In, L...> layers_of(SequentialBase<In, Chain<T, Out, L...>, std::index_sequence<I...>> const*) {
  return {};
}
template <class M>
concept PlainSequential = requires(M const* m) { layers_of<typename M::tenon_module_type>(m); };

/// The packed form of a built layer or model; most have none and stay as they are.
template <class M>
struct PackedForm : std::type_identity<M> {
  static constexpr bool is_known = false;
};
template <std::size_t In, std::size_t Units, class... Options>
struct PackedForm<DenseLayer<In, Units, Options...>>
    : PackedDenseOr<packing_pays<dtype_option<float, Options...>, In, Units>, In, Units, Options...> {
  static constexpr bool is_known = true;
};
template <bool Pays, std::size_t Channels, std::size_t Filters, class... Options>
struct PackedConvOr : std::type_identity<ConvLayer<2, Channels, Filters, Options...>> {};
template <std::size_t Channels, std::size_t Filters, class... Options>
struct PackedConvOr<true, Channels, Filters, Options...> : std::type_identity<PackedConv2DLayer<Channels, Filters, Options...>> {
};
template <std::size_t Channels, std::size_t Filters, class... Options>
struct PackedForm<ConvLayer<2, Channels, Filters, Options...>>
    : PackedConvOr<has_winograd_form<ConvLayer<2, Channels, Filters, Options...>> && winograd_pays<Channels, Filters>, Channels,
                   Filters, Options...> {
  static constexpr bool is_known = true;
};
template <class List>
struct PackedSequential;
template <class In, class... L>
struct PackedSequential<BuiltLayers<In, L...>> : std::type_identity<Sequential<In, typename PackedForm<L>::type...>> {};
template <PlainSequential M>
struct PackedForm<M> : PackedSequential<decltype(layers_of<typename M::tenon_module_type>(static_cast<M const*>(nullptr)))> {
  static constexpr bool is_known = true;
};
/// What is frozen is not trained in its packed form either.
template <class L>
struct PackedForm<FrozenLayer<L>>
    : std::conditional_t<std::is_same_v<typename PackedForm<L>::type, L>, std::type_identity<FrozenLayer<L>>, PackedForm<L>> {
  static constexpr bool is_known = PackedForm<L>::is_known;
};

template <class P, class M>
constexpr void pack_into(P& to, M const& from) {
  if constexpr (std::is_same_v<P, M>)
    to = from;
  else if constexpr (requires { to.pack(from); })
    to.pack(from);
  else
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (pack_into(to.template layer<I>(), from.template layer<I>()), ...);
    }(std::make_index_sequence<P::layer_count>{});
}

}  // namespace detail

/// The type of a model's packed form: a `Sequential` in which large dense layers are `PackedDenseLayer`s and convolutions of 3 x
/// 3 taps `PackedConv2DLayer`s, those of Sequentials in it too. What has no packed form, or would not gain from one, stays as it
/// is.
template <class Model>
using Packed = typename detail::PackedForm<Model>::type;

/// A copy of a trained model for inference, with its weights as products read them: built once, used for many predictions.
/// A dense layer is packed where the units are a multiple of 32 (16 of double) and the weights take half a megabyte or more:
/// batches then take 0.7 to 0.8 of the time, since the weights come from beyond the second cache in the order in which they lie.
/// Its predictions are the same. A convolution over two axes is packed where it has 3 x 3 taps that slide by one, `Same` or no
/// padding, and 8 channels (at most 256) and 4 filters or more: it takes half of the time or so, its weights twice or four
/// times the room, and its predictions differ by rounding. Takes a `Sequential`, or such a layer of a model of your own. It is
/// not trained; `unpacked()` of a layer gives the original back. Complexity: one pass over the weights.
/// Example: examples/34_packed.cpp
template <class Model>
constexpr Packed<Model> packed(Model const& model) {
  static_assert(diagnose::is_sequential_dense_or_conv2d<Model, detail::PackedForm<Model>::is_known>,
                "nn::packed: this is no Sequential, dense layer or convolution over two axes; of a model of your own pack the "
                "layers one by one");
  Packed<Model> r;
  if constexpr (detail::PackedForm<Model>::is_known) detail::pack_into(r, model);
  return r;
}

}  // namespace tenon::nn
