// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/save.hpp>
#include <tenon/shape/fail.hpp>
#include <tenon/trace/function.hpp>

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace tenon::diagnose {
template <class Model, class First>
inline constexpr bool models_have_the_shapes_of_the_first =
    std::is_same_v<typename Model::input_shape, typename First::input_shape> &&
    std::is_same_v<typename Model::output_shape, typename First::output_shape>;
}  // namespace tenon::diagnose

namespace tenon::nn {

/// One of a closed set of models, which one is known when its file is read:
///
///   nn::AnyOf<SmallNet, LargeNet> net;
///   nn::load("model.safetensors", net);            // the first of them that has the structure of the file
///   auto const y = net(x);                          // one switch, then the model's own program
///   net.visit([](auto& model) { ... });             // its type again
///
/// All have one input shape and one output shape. Before a model is loaded there is none.
template <class First, class... Rest>
class AnyOf {
  static_assert((diagnose::models_have_the_shapes_of_the_first<Rest, First> && ...),
                "AnyOf: all models must have one input shape and one output shape (one of them, the first follow)");

 public:
  using input_shape = typename First::input_shape;
  using output_shape = typename First::output_shape;

  AnyOf() = default;
  template <class M>
    requires(std::is_same_v<M, First> || (std::is_same_v<M, Rest> || ...))
  AnyOf(M model) : model_(std::in_place_type<M>, std::move(model)) {}

  bool has_model() const noexcept { return model_.index() != 0; }
  /// Whether the model is an M.
  template <class M>
  bool is() const noexcept {
    return std::holds_alternative<M>(model_);
  }
  /// The model where it is an M, else null.
  template <class M>
  M* get_if() noexcept {
    return std::get_if<M>(&model_);
  }

  /// Calls f with the model; the result is of one type, whichever it is. Without a model the program ends.
  template <class F>
  decltype(auto) visit(F&& f) {
    using R = std::invoke_result_t<F&, First&>;
    return std::visit<R>(Caller<R, F>{f}, model_);
  }
  template <class F>
  decltype(auto) visit(F&& f) const {
    using R = std::invoke_result_t<F&, First const&>;
    return std::visit<R>(Caller<R, F>{f}, model_);
  }

  /// Runs the model on a tensor.   [batch, input_shape...] -> [batch, output_shape...]
  template <class X>
  auto operator()(X const& x) const {
    return visit([&x](auto const& model) { return tenon::call(model, x); });
  }

 private:
  template <class R, class F>
  struct Caller {
    F& f;
    R operator()(std::monostate) const { tenon::detail::fail("AnyOf: no model was loaded"); }
    template <class M>
    R operator()(M& model) const {
      return f(model);
    }
  };
  std::variant<std::monostate, First, Rest...> model_;
};

namespace detail {

/// Loads a file into a new M where it fits; else adds why it does not.
template <class M, class Any>
bool load_as(ModelFile<> const& file, Any& any, std::string& why) {
  std::vector<M> one(1);  // not on the stack: it may be large
  M& model = one.front();
  auto const layout = layout_of(model);
  auto const m = match(file, layout, true, false);
  if (!m.differences.empty()) {
    why += "\n" + model_name<M>() + ":" + differences_text(m);
    return false;
  }
  read_tensors(file, layout, m);
  any = Any(std::move(model));
  return true;
}

}  // namespace detail

/// Reads the first of the models that the file fits. Throws io::Error with what differs from each where it fits none, or the
/// file is damaged; the model that was there stays.
template <class... M>
void load(std::string const& file, AnyOf<M...>& any) {
  auto const content = io::detail::read_file(file);
  detail::ModelFile<> const source(file, content);
  source.require_model();
  std::string why;
  if (!(detail::load_as<M>(source, any, why) || ...)) io::detail::refuse({file, ": fits none of the models", why});
}

/// Writes the model that is there.
template <class... M>
void save(std::string const& file, AnyOf<M...> const& any) {
  any.visit([&](auto const& model) { save(file, model); });
}

}  // namespace tenon::nn
