// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/random/key.hpp>
#include <tenon/trace/function.hpp>

namespace tenon::diagnose {
template <class V>
inline constexpr bool is_variable = requires { V::is_variable; };
}  // namespace tenon::diagnose

namespace tenon::nn {

/// The seed of a program's random numbers, and how many steps it made: a field of what a training loop of one's own carries.
struct RandomState {
  Variable<std::uint64_t, 2> key;
  TENON_MODULE(RandomState, key);
};

namespace detail {
/// A module itself, of a type that depends on what its function is called with. Compilers instantiate at once what a template
/// computes with operands of known types, such as a module's fields, and they do so in every unit that includes it; what it
/// computes with `at_use(context, *this)`'s fields waits for a call.
template <class Caller, class M>
constexpr M const& at_use(Caller const&, M const& module) {
  return module;
}

/// (seed, step) -> (seed, step + 1).
template <class Key>  // a template only to be compiled when used
constexpr auto next_key(Key const& key) {
  return random::key(key(std::integral_constant<int, 0>{}), key(std::integral_constant<int, 1>{}) + 1);
}
constexpr Builder* builder_in(auto const& x) {
  if constexpr (requires { x.builder(); })
    return x.builder();
  else
    return trace_of(x);
}
}  // namespace detail

/// A scalar that a layer reports beside the loss.
struct AddedMetric {
  char const* name = "";
  NodeId value = -1;
  bool is_loss = false;  ///< of an output: its mean is over rows, not over batches
};

/// What a layer may take beside its input: `call(x, context)`. Everything it offers is recorded in the graph.
/// Mistakes are reported where shapes are worked out, once: a program that records a checked model is silent.
template <bool Training, bool Checks = true>
class Context {
 public:
  /// Whether the program trains; asked for as `is_training<decltype(context)>`, for a reference is no constant.
  static constexpr bool training = Training;

  constexpr explicit Context(Builder& builder) : builder_(&builder) {}
  /// With the random key of the step, from which each use gets one of its own.   [2]
  constexpr Context(Builder& builder, NodeId key) : builder_(&builder), key_(key) {}

  /// That of the function in which an operand is traced: for training loops of one's own.
  template <Operand X>
  constexpr explicit Context(X const& x) : builder_(detail::builder_in(x)) {}
  /// With random numbers, which go on in the next call.
  template <Operand X>
  constexpr Context(X const& x, RandomState const& random) : Context(x) {
    key_ = tenon::detail::lift(*builder_, random.key).id;
    Traced<std::uint64_t, Shape<2>> const key(builder_, key_);
    set(random.key.mark().leaf, detail::next_key(key).id());
  }

  /// Adds a scalar to the objective: a penalty on weights or activations.   []
  template <Operand X>
  constexpr auto add_loss(X const& x) {  // auto: compilers look into it at once
    if constexpr (Checks && !tenon::detail::is_broken<X>)
      static_assert(diagnose::same_shape<typename X::shape_type, Shape<>>,
                    "add_loss: the loss must be a scalar; use sum or mean (its shape follows)");
    if constexpr (X::shape_type::rank == 0 && !tenon::detail::is_broken<X>) {
      Builder& b = *builder_;
      NodeId const id = tenon::detail::lift(b, x).id;
      loss_ = loss_ < 0 ? id : (Value{&b, loss_} + Value{&b, tenon::cast(b, id, b[loss_].dtype)}).id;
    }
  }

  /// Reports a scalar beside the loss: its mean over the batches stands in the history under this name.   []
  template <Operand X>
  constexpr auto add_metric(char const* name, X const& x) {
    if constexpr (Checks && !tenon::detail::is_broken<X>)
      static_assert(diagnose::same_shape<typename X::shape_type, Shape<>>,
                    "add_metric: the metric must be a scalar; use sum or mean (its shape follows)");
    if constexpr (X::shape_type::rank == 0 && !tenon::detail::is_broken<X>)
      metrics_.push_back({name, tenon::detail::lift(*builder_, cast<float>(x)).id});
  }
  template <FixedString Name, Operand X>
  constexpr auto add_metric(X const& x) {
    return add_metric(Name.text, x);
  }

  /// A random key for this use: another one for every use and every step, a function of the seed, the number of the step and
  /// the number of the use. In training only: `if constexpr (is_training<decltype(context)>)`.   -> [2]
  template <class K = Traced<std::uint64_t, Shape<2>>>  // a template only to be compiled when used
  constexpr auto key() {
    NodeId const step = key_ >= 0 ? key_ : builder_->fail(RecordError::no_key, DType::u64, dims_of<Shape<2>>);
    return random::fold_in(K(builder_, step), keys_used_++);
  }

  /// Gives a variable a new value, from here on in the order of the recording. The shapes and dtypes are equal.
  template <class V, Operand X>
  constexpr auto assign(V const& variable, X const& x) {
    using S = typename X::shape_type;
    using T = typename X::value_type;
    constexpr bool ok =
        diagnose::is_variable<V> && std::is_same_v<S, typename V::shape_type> && std::is_same_v<T, typename V::value_type>;
    if constexpr (Checks && !ok && !tenon::detail::is_broken<X>) {
      static_assert(diagnose::is_variable<V>, "assign: only a tn::Variable can be assigned (type follows)");
      static_assert(diagnose::same_shape<S, typename V::shape_type>, "assign: the shapes differ (from, to follow)");
      static_assert(diagnose::same_dtype<V, T, typename V::value_type>, "assign: the dtypes differ; use tn::cast<T>(x)");
    }
    if constexpr (ok && tenon::detail::is_constrained<V>)
      set(variable.mark().leaf, tenon::detail::lift(*builder_, tenon::detail::constrained<typename V::constraint_type>(x)).id);
    else if constexpr (ok)
      set(variable.mark().leaf, tenon::detail::lift(*builder_, x).id);
  }

  /// Which steps of the sequences count, for what follows: bool [batch, steps], or of more axes. Layers that know masks read it
  /// on values of which it has the first axes; one that gives no sequence clears it. The loss and the metrics leave out what it
  /// leaves out, if the model's output has its axes and one more.
  template <Operand M>
  constexpr void set_mask(M const& mask) {
    mask_ = tenon::detail::lift(*builder_, mask).id;
  }
  constexpr void clear_mask() { mask_ = -1; }
  /// Whether there is a mask of this shape: known when a program is recorded, so a plain `if` asks.
  template <class S>
  constexpr bool has_mask() const {
    return mask_ >= 0 && (*builder_)[mask_].dims == dims_of<S>;
  }
  template <class S>
  constexpr Traced<bool, S> mask() const {
    return {builder_, mask_};
  }
  /// How many of the first axes of values of shape S the mask has, one of them left at least; 0 if it is not of them.
  template <class S>
  constexpr int masked_axes() const {
    if (mask_ < 0) return 0;
    Dims const& mask = (*builder_)[mask_].dims;
    if (mask.rank < 2 || mask.rank >= int(S::rank)) return 0;
    for (int i = 0; i < mask.rank; ++i)
      if (mask[i] != dims_of<S>[i]) return 0;
    return mask.rank;
  }

  /// What layers added to the objective so far, 0 if nothing: for training loops of one's own.   -> []
  constexpr auto added_loss() const {
    NodeId const none = builder_->constant(DType::f32, Dims{}, 0.0);
    return Traced<float, Shape<>>(builder_, loss_ < 0 ? none : tenon::cast(*builder_, loss_, DType::f32));
  }

  // For layers that call others: the mask, whatever its shape.
  constexpr NodeId mask_node() const { return mask_; }
  constexpr void set_mask_node(NodeId mask) { mask_ = mask; }

  // For the trainer.
  constexpr void set(std::int32_t leaf, NodeId id) { builder_->current[leaf] = id; }
  constexpr NodeId loss() const { return loss_; }
  template <Operand X>
  constexpr void report_loss(X const& x) {
    metrics_.push_back({"", tenon::detail::lift(*builder_, cast<float>(x)).id, true});
  }
  constexpr auto const& metrics() const { return metrics_; }
  /// Where keys were used, the key is that of the next step from here on: (seed, step + 1).
  template <class K = Traced<std::uint64_t, Shape<2>>>
  constexpr void advance_key() {
    if (keys_used_ == 0 || key_ < 0) return;
    K const key(builder_, key_);
    set((*builder_)[key_].attr, detail::next_key(key).id());
  }

 private:
  Builder* builder_;
  NodeId loss_ = -1, key_ = -1, mask_ = -1;
  std::uint64_t keys_used_ = 0;
  tenon::detail::List<AddedMetric> metrics_;
};

/// Whether a context is that of a training program: `if constexpr (is_training<decltype(context)>)` in a layer's call.
template <class C>
inline constexpr bool is_training = std::remove_cvref_t<C>::training;
/// Whether statistics of the batch are used and kept: in training, but not inside of a frozen layer.
template <class C>
inline constexpr bool keeps_statistics = is_training<C> && !requires { requires std::remove_cvref_t<C>::frozen; };

/// Whether what a layer gives has the mask that its input has. A layer says so as `supports_masking`, as in Keras. Of one that
/// does not, what it gives has no mask; but one that takes the context has the mask in its own hands.
template <class L, bool TakesContext>
inline constexpr bool keeps_mask = TakesContext;
template <class L, bool TakesContext>
  requires requires { L::supports_masking; }
inline constexpr bool keeps_mask<L, TakesContext> = L::supports_masking;

namespace detail {
constexpr Dims first_axes(Dims const& d, int count) {
  Dims r;
  for (int i = 0; i < d.rank && i < count; ++i) r.push_back(d[i]);
  return r;
}
/// Shape<a, b>, of Shape<a, b, c, ...> with N = 2.
template <class S, int N>
using FirstAxes = shape_from<first_axes(dims_of<S>, N)>;

/// Clears the mask when a layer has been called that does not keep it.
template <class L, bool TakesContext, class C>
struct MaskAfter {
  C& context;
  constexpr ~MaskAfter() {
    if constexpr (!keeps_mask<L, TakesContext>) context.clear_mask();
  }
};
/// Calls a layer with the context if it takes one, and with several inputs either way, one after the other or as a tuple.
template <class L, class... X, class C>
constexpr auto call_layer(L const& layer, std::tuple<X...> const& x, C& context) {
  // An operand that is no lvalue does not bind to a context.
  if constexpr (sizeof...(X) > 1 && requires { layer.call(std::declval<X>()..., context); }) {
    MaskAfter<L, true, C> const mask{context};
    return std::apply([&](X const&... each) { return layer.call(each..., context); }, x);
  } else if constexpr (sizeof...(X) > 1 && requires { layer.call(std::declval<X>()...); }) {
    MaskAfter<L, false, C> const mask{context};
    return std::apply([&](X const&... each) { return layer.call(each...); }, x);
  } else if constexpr (requires { layer.call(x, context); }) {
    MaskAfter<L, true, C> const mask{context};
    return layer.call(x, context);
  } else {
    MaskAfter<L, false, C> const mask{context};
    return layer.call(x);
  }
}
template <class L, class X, class C>
constexpr auto call_layer(L const& layer, X const& x, C& context) {
  if constexpr (requires { layer.call(x, context); }) {
    MaskAfter<L, true, C> const mask{context};
    return layer.call(x, context);
  } else {
    MaskAfter<L, false, C> const mask{context};
    return layer.call(x);
  }
}
}  // namespace detail

}  // namespace tenon::nn

namespace tenon::detail {
template <class M>
struct EvaluationContext : std::type_identity<nn::Context<false>> {};
}  // namespace tenon::detail
