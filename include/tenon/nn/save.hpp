// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/read_file.hpp>
#include <tenon/io/write_file.hpp>
#include <tenon/nn/model_file.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

/// Saving and loading of models and trainings, for hosts. The files are safetensors, which other tools read; what is in them is
/// in nn/model_file.hpp. Functions throw io::Error, which names the file and every difference; `try_load` gives its words.
namespace tenon::diagnose {
template <class X, bool Is>
inline constexpr bool is_a_module_or_trainer = Is;
}  // namespace tenon::diagnose

namespace tenon::nn {

namespace detail {

/// What `compile` makes: a model, and the state of its training.
template <class X>
concept Training = requires(X& x) {
  x.model();
  x.step().state;
  x.metrics();
  x.epochs_trained();
  x.resume(std::uint64_t{}, x.seed());
};
template <class X>
concept Savable = Module<X> || Training<X>;

template <class X>
constexpr bool require_savable() {
  static_assert(diagnose::is_a_module_or_trainer<X, Savable<X>>,
                "save, load: the second argument is a module, or what nn::compile makes (its type follows)");
  return Savable<X>;
}

/// A model, or a training: the model under its own names, the rest under names with a colon. Metrics begin anew with each
/// epoch: only their hyper-parameters are kept, so that a training may go on with more metrics that have none.
template <class X>
[[gnu::cold]] Layout layout_of(X& x) {
  Layout layout;
  if constexpr (Training<X>) {
    add_layout(layout, "", x.model());
    auto& step = x.step();
    add_layout(layout, "loss:", step.state.loss);
    add_layout(layout, "optimizer:", step.state.optimizer);
    add_layout<LayoutOf::tensors_only>(layout, "slots:", step.state.slots);
    if constexpr (requires { step.random; }) add_layout<LayoutOf::tensors_only>(layout, "random:", step.random);
    std::apply(
        [&layout](auto&... m) {
          [[maybe_unused]] int i = 0;
          (add_layout<LayoutOf::hyper_parameters>(layout, "metrics:" + std::to_string(i++), m), ...);
        },
        x.metrics());
  } else
    add_layout(layout, "", x);
  return layout;
}

template <class X>
[[gnu::cold]] std::string model_name() {
  if constexpr (Training<X>)
    return type_text<std::remove_cvref_t<decltype(std::declval<X&>().model())>>();
  else
    return type_text<X>();
}

template <class X>
[[gnu::cold]] std::string content_of(std::string const& file, X const& x) {
  auto& object = const_cast<X&>(x);  // which is only read
  std::optional<Progressed> training;
  if constexpr (Training<X>) training = Progressed{object.epochs_trained(), object.seed()};
  return model_content(file, layout_of(object), model_name<X>(), training);
}

template <class X>
[[gnu::cold]] void load_content(std::string const& name, std::string const& content, X& x) {
  ModelFile<> const file(name, content);
  file.require_model();
  [[maybe_unused]] Progressed training;
  if constexpr (Training<X>) {
    training = file.training();
    require_memory(x.model());
  } else
    require_memory(x);
  auto const layout = layout_of(x);
  auto const m = match(file, layout, true, Training<X>);
  require_match(file, m, model_name<X>());
  read_tensors(file, layout, m);
  if constexpr (Training<X>) x.resume(training.epochs, training.seed);
}

}  // namespace detail

/// Writes a model, or a training, to a file: names, shapes, dtypes, types, values, hyper-parameters; of a training also the loss,
/// the optimizer with its state, the metrics' hyper-parameters, the random key, the seed and the number of epochs, so that it
/// goes on after `load` as if it had not stopped. The file is complete, and on the disk, before it takes the place of an old one.
/// Throws io::Error.
template <class X>
void save(std::string const& file, X const& x) {
  if constexpr (detail::require_savable<X>()) io::detail::FileWriter::write(file, detail::content_of(file, x));
}

/// Reads what `save` wrote. A model can be read from the file of its training. Every name, shape, dtype and type is compared
/// with those of x first; io::Error lists all differences, and x is as it was then.
template <class X>
void load(std::string const& file, X& x) {
  if constexpr (detail::require_savable<X>()) detail::load_content(file, io::detail::read_file(file), x);
}

/// The same in memory; `name` stands for the file in messages.
template <class X>
[[nodiscard]] std::vector<std::byte> model_bytes(X const& x) {
  if constexpr (detail::require_savable<X>()) {
    auto const content = detail::content_of("model_bytes", x);
    auto const bytes = std::as_bytes(std::span(content));
    return {bytes.begin(), bytes.end()};
  } else
    return {};
}
template <class X>
void load(std::span<std::byte const> bytes, X& x, std::string const& name = "model") {
  if constexpr (detail::require_savable<X>())
    detail::load_content(name, std::string(reinterpret_cast<char const*>(bytes.data()), bytes.size()), x);
}

/// How a `try_load` went: `if (auto const loaded = nn::try_load(file, model); !loaded) std::puts(loaded.problem.c_str());`
struct Loaded {
  std::string problem;  ///< empty where it went well
  explicit operator bool() const noexcept { return problem.empty(); }
};

/// As `load`; what is wrong is answered, not thrown.
template <class X>
[[nodiscard]] Loaded try_load(std::string const& file, X& x) {
  try {
    load(file, x);
    return {};
  } catch (io::Error const& error) {
    return {error.what()};
  }
}

/// Reads the weights alone, of any safetensors file: names, shapes and dtypes have to be those of the model, its types need not.
/// `names` says what a tensor of the model is called in the file: `[](std::string_view name) { return ...; }`. Tensors of a
/// training beside the model are left out. Throws io::Error with all differences, and the model is as it was then.
template <class M, class Names>
void load_weights(std::string const& file, M& model, Names const& names) {
  static_assert(diagnose::is_a_module_or_trainer<M, Module<M>>,
                "load_weights: the second argument is a module; of a trainer it is trainer.model() (its type follows)");
  if constexpr (Module<M>) {
    auto const content = io::detail::read_file(file);
    detail::ModelFile<> const source(file, content);
    detail::require_memory(model);
    auto layout = detail::layout_of(model);
    for (auto& tensor : layout.tensors) tensor.name = names(std::string_view(tensor.name));
    auto const m = detail::match(source, layout, false, false);
    detail::require_match(source, m, detail::model_name<M>());
    detail::read_tensors(source, layout, m);
  }
}
template <class M>
void load_weights(std::string const& file, M& model) {
  load_weights(file, model, [](std::string_view name) { return std::string(name); });
}

}  // namespace tenon::nn
