// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/dot.hpp>
#include <tenon/nn/layer_info.hpp>
#include <tenon/nn/text.hpp>
#include <tenon/trace/names.hpp>

#include <string>
#include <string_view>
#include <utility>

/// Models and their costs as text: what is printed is known at compile time.
namespace tenon::nn {

namespace detail {

/// A type's own name, without namespaces and template arguments.
template <class T>
[[gnu::cold]] std::string type_name() {
  std::string_view text = __PRETTY_FUNCTION__;
  text.remove_prefix(text.find("T = ") + 4);
  text = text.substr(0, text.find_first_of("<;]"));
  auto const colon = text.rfind("::");
  return std::string(colon == text.npos ? text : text.substr(colon + 2));
}
template <class T>
std::string module_name() {
  if constexpr (requires { T::name; })
    return T::name;
  else
    return type_name<T>();
}

/// [batch, 8] for Shape<8>.
[[gnu::cold]] inline std::string batch_text(Dims const& d) {
  std::string text = "[batch";
  for (int i = 0; i < d.rank; ++i) append(text, ", %d", static_cast<int>(d[i]));
  return text += ']';
}

/// 12345 as 12,345.
[[gnu::cold]] inline std::string number_text(std::int64_t n) {
  std::string digits, text;
  append(digits, "%lld", static_cast<long long>(n));
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

[[gnu::cold]] inline void append_row(std::string& out, char const* place, std::string const& layer, std::string const& output,
                                     std::int64_t numbers, std::int64_t bytes) {
  append(out, "  %-10s %-18s %-22s %12s %14s\n", place, layer.c_str(), output.c_str(), number_text(numbers).c_str(),
         number_text(bytes).c_str());
}
[[gnu::cold]] inline void append_row(std::string& out, char const* place, std::string const& layer, std::string const& output,
                                     WeightCounts const& weights) {
  append_row(out, place, layer, output, weights.total(), weights.bytes());
}

/// The shapes between the layers of a Sequential, found by a fold as its types were.
template <class X>
struct Walk {
  std::string& text;
};
template <class X, std::size_t I, class L>
[[gnu::cold]] auto operator>>(Walk<X> const& walk, std::pair<std::integral_constant<std::size_t, I>, L const*> const&) {
  using Y = decltype(call_layer(std::declval<L const&>(), std::declval<X const&>(), std::declval<AnyContext&>()));
  append_row(walk.text, number_text(I).c_str(), module_name<L>(),
             batch_text(dims_of<typename WithoutBatch<typename Y::shape_type>::type>), weights_in<L>());
  return Walk<Y>{walk.text};
}

/// [batch, 5], [batch, 6] for two inputs.
template <class R>
struct RowsText {
  static std::string text() { return batch_text(dims_of<typename R::shape_type>); }
};
template <class... R>
struct RowsText<std::tuple<R...>> {
  static std::string text() {
    std::string all;
    ((all += (all.empty() ? "" : ", ") + RowsText<R>::text()), ...);
    return all;
  }
};

template <class Net, std::size_t... I>
void append_layers(std::string& out, std::index_sequence<I...>) {
  using X = BatchOf<typename Net::input_shape, 1>;
  auto link = []<std::size_t J>(std::integral_constant<std::size_t, J> index) {
    using L = std::remove_cvref_t<decltype(std::declval<Net const&>().template layer<J>())>;
    return std::pair<decltype(index), L const*>{};
  };
  (Walk<X>{out} >> ... >> link(std::integral_constant<std::size_t, I>{}));
}

/// What a field gives, if it says what it takes.
template <class Field>
std::string field_output() {
  if constexpr (requires { typename Field::input_shape; })
    return RowsText<OutputRow<Field>>::text();
  else
    return "";
}

}  // namespace detail

/// A model's layers (any other module's fields) with their outputs, the numbers that they keep and their bytes, as a table; below
/// it how many of these are trained.
template <Module Net>
[[gnu::cold]] std::string summary(Net const& net) {
  std::string out = detail::type_name<Net>();
  if constexpr (requires { typename Net::input_shape; }) {
    out += ": " + detail::RowsText<detail::RowOf<typename Net::input_shape>>::text();
    out += " -> " + detail::RowsText<detail::OutputRow<Net>>::text();
  }
  detail::append(out, "\n\n  %-10s %-18s %-22s %12s %14s\n", "", "layer", "output", "parameters", "bytes");
  if constexpr (requires { Net::layer_count; })
    detail::append_layers<Net>(out, std::make_index_sequence<Net::layer_count>{});
  else
    for_each_field(net, [&out](auto name, auto const& field) {
      using Field = std::remove_cvref_t<decltype(field)>;
      if constexpr (Module<Field>)
        detail::append_row(out, name.c_str(), detail::module_name<Field>(), detail::field_output<Field>(),
                           detail::weights_in<Field>());
      else if constexpr (constexpr WeightCounts weights = detail::weights_in<Field>(); weights.total() > 0)
        detail::append_row(out, name.c_str(), "", "", weights);
    });
  constexpr WeightCounts all = weight_counts<Net>;
  detail::append_row(out, "", "total", "", all);
  detail::append_row(out, "", "trainable", "", all.trainable, all.trainable_bytes);
  detail::append_row(out, "", "non-trainable", "", all.non_trainable, all.non_trainable_bytes);
  return out;
}
/// The same of a trainer's model, and what its optimizer keeps.
template <class Trainer>
  requires requires(Trainer& t) { t.model(), t.optimizer(), t.step().state.slots; }
[[gnu::cold]] std::string summary(Trainer& trainer) {
  std::string out = summary(trainer.model());
  using Opt = std::remove_cvref_t<decltype(trainer.optimizer())>;
  detail::append_row(out, "", "optimizer", "", optimizer_counts<Opt, std::remove_cvref_t<decltype(trainer.model())>>);
  return out;
}

/// The program that predicts one row, for Graphviz: tensors under the names of the model's fields.
template <Module Net>
[[gnu::cold]] std::string to_dot(Net const&) {
  std::vector<std::string> names;
  auto add = [&names](Path const& path) { names.push_back(tenon::detail::path_text(path)); };
  Net const net{};
  for_each_tensor(net, [&add](Path const& path, auto const&) { add(path); });
  tenon::detail::for_each_place<typename detail::OneRow<detail::RowOf<typename Net::input_shape>>::type>(Path{nullptr, "x"}, add);
  return tenon::to_dot(detail::PredictSource<Net, 1, typename Net::input_shape>::graph.view(), names);
}

/// What a program costs, as a table: `summary(tn::cost<tn::TrainStep<...>>)`.
[[gnu::cold]] inline std::string summary(Cost const& cost) {
  std::string out;
  auto row = [&out](char const* what, std::int64_t n, char const* unit) {
    detail::append(out, "  %-22s %14s%s\n", what, detail::number_text(n).c_str(), unit);
  };
  row("parameters", cost.parameter_bytes, " bytes");
  row("optimizer, metrics", cost.state_bytes + cost.hyper_bytes, " bytes");
  row("one batch", cost.input_bytes + cost.output_bytes, " bytes");
  row("intermediate values", cost.workspace_bytes, " bytes");
  row("peak", cost.peak_bytes, " bytes");
  row("read", cost.bytes_read, " bytes");
  row("written", cost.bytes_written, " bytes");
  row("arithmetic", cost.flops, " operations");
  row("kernels", cost.kernels, "");
  return out;
}

}  // namespace tenon::nn
