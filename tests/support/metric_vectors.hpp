// SPDX-License-Identifier: MIT
#pragma once

#include "support/interpret.hpp"
#include "support/keras_vectors.hpp"

#include <tenon/nn/losses.hpp>
#include <tenon/nn/metrics.hpp>

/// Keras' vectors of metrics: updates one after the other, and the result or a variable.
namespace tenon_test {

namespace nn = tenon::nn;

struct NoWeights {};

/// Weights of a shape: as they are given, or a number for all.
template <class W>
W weights_from(Json const& given) {
  W w;
  auto const values = (given["shape"] ? given["data"] : given).numbers();
  REQUIRE((!values.empty() && W::size % values.size() == 0));
  for (std::size_t i = 0; i < W::size; ++i) w.data()[i] = static_cast<float>(values[i / (W::size / values.size())]);
  return w;
}
/// Hyper-parameters by their names, where a vector has them.
template <class M>
M prepared(M metric, Json const& params) {
  tn::for_each_tensor(metric, [&](tn::Path const& path, auto& t) {
    auto const given = params[path.name].numbers();
    if (given.size() == t.size)
      for (std::size_t i = 0; i < t.size; ++i)
        t.data()[i] = static_cast<typename std::remove_cvref_t<decltype(t)>::value_type>(given[i]);
  });
  return metric;
}
/// What a metric says, or a variable of it by its name.
template <class M>
std::vector<double> observed(M& metric, std::string const& what) {
  if (what == "result") return interpret(nn::detail::ResultOf{}, metric);
  std::vector<double> values;
  tn::for_each_tensor(metric, [&](tn::Path const& path, auto const& t) {
    if (path.name == what)
      for (auto const x : t) values.push_back(static_cast<double>(x));
  });
  return values;
}

/// A metric against vectors, labels of dtype T and shape Y, predictions of dtype U and shape P, weights of shape W.
template <class Y, class P, class W = NoWeights, class T = float, class U = float, class M>
void check_metric(M const& fresh, std::initializer_list<char const*> ids) {
  for (char const* id : ids) {
    KerasVector const& v = keras_vector(id);
    INFO(id);
    M metric = prepared(fresh, v.params());
    for (Json const& update : v.inputs()["updates"].items()) {
      auto const y = tensor_like<tn::BasicTensor<T, Y>>(update["y_true"]);
      auto const p = tensor_like<tn::BasicTensor<U, P>>(update["y_pred"]);
      if constexpr (std::is_same_v<W, NoWeights>)
        interpret(nn::detail::UpdateState{}, metric, y, p);
      else
        interpret(nn::detail::UpdateState{}, metric, y, p, weights_from<tn::BasicTensor<float, W>>(update["sample_weight"]));
    }
    check_values(v, observed(metric, v.all["observe"].text("result")));
  }
}
/// A `Mean` or `Sum` against vectors of values.
template <class V, class W = NoWeights, class M>
void check_reduction(M const& fresh, std::initializer_list<char const*> ids) {
  for (char const* id : ids) {
    KerasVector const& v = keras_vector(id);
    INFO(id);
    M metric = prepared(fresh, v.params());
    for (Json const& update : v.inputs()["updates"].items()) {
      auto const values = tensor_like<tn::BasicTensor<float, V>>(update["values"]);
      if constexpr (std::is_same_v<W, NoWeights>)
        interpret(nn::detail::AddValues{}, metric, values);
      else
        interpret(nn::detail::UpdateState{}, metric, values, values,
                  weights_from<tn::BasicTensor<float, W>>(update["sample_weight"]));
    }
    check_values(v, observed(metric, v.all["observe"].text("result")));
  }
}

}  // namespace tenon_test
