// SPDX-License-Identifier: MIT
#pragma once

#include "support/catch.hpp"
#include "support/json.hpp"

#include <tenon/core.hpp>

#include <cmath>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

/// The numeric test vectors of Keras' own tests, where ../shared/reference is. A test of one vector names it:
///
///   TEST_CASE("keras: ReLU", "[keras]") {
///     if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
///     KerasVector const v = keras_vector("activations.relu.04");
///     check_expected(v, tn::relu(v.input<double, 5>("x")));        // a tensor, an expression or a number
///   }
///
/// A test of all vectors of a group, or of those of one name in it, walks `keras_vectors_of("losses", "Huber")`.
/// unit/keras_vectors.cpp fails where a vector has no test. It finds them by these names in the sources, so
/// they are written out: `"activations.relu.04"`, `keras_vectors_of("losses")`, `keras_vectors_of("losses", "Huber")`.
namespace tenon_test {

namespace tn = tenon;

/// The tensor that {shape, dtype, data} stands for. The shape must be that one; axes of extent 1 may be more or fewer.
template <class T, std::size_t... D>
tn::Tensor<T, D...> tensor_from(Json const& array) {
  std::vector<double> shape, wanted;
  for (double const d : array["shape"].numbers())
    if (d != 1) shape.push_back(d);
  for (std::size_t const d : std::initializer_list<std::size_t>{D...})
    if (d != 1) wanted.push_back(static_cast<double>(d));
  REQUIRE(shape == wanted);
  auto const data = array["data"].numbers();
  tn::Tensor<T, D...> t;
  REQUIRE(data.size() == t.size);
  for (std::size_t i = 0; i < t.size; ++i) t.data()[i] = static_cast<T>(data[i]);
  return t;
}

/// The same for a type of tensor.
template <class T>
struct TensorReader;
template <class T, std::size_t... D>
struct TensorReader<tn::Tensor<T, D...>> {
  static tn::Tensor<T, D...> read(Json const& array) { return tensor_from<T, D...>(array); }
};
template <class T>
T tensor_like(Json const& array) {
  return TensorReader<T>::read(array);
}

struct KerasVector {
  Json all;

  std::string const& id() const { return all["id"].text(); }
  std::string const& group() const { return all["group"].text(); }
  std::string const& name() const { return all["name"].text(); }
  Json const& params() const { return all["params"]; }
  Json const& inputs() const { return all["inputs"]; }

  /// An input as a tensor of a shape that the test knows.
  template <class T, std::size_t... D>
  tn::Tensor<T, D...> input(std::string_view key) const {
    INFO(id() << ", " << key);
    return tensor_from<T, D...>(inputs()[key]);
  }
  /// The shape of an input.
  std::vector<std::size_t> shape(std::string_view key) const {
    std::vector<std::size_t> dims;
    for (double const d : inputs()[key]["shape"].numbers()) dims.push_back(static_cast<std::size_t>(d));
    return dims;
  }

  /// What Keras' test expects, within its own tolerance.
  std::vector<double> expected() const {
    Json const& e = all["expected"];
    return e["data"] ? e["data"].numbers() : e.numbers();
  }
  double rtol() const { return all["rtol"].number(0); }
  double atol() const { return all["atol"].number(0); }
  /// The same, computed anew in double; empty where a vector is a property.
  std::vector<double> recomputed() const { return all["recomputed_f64"].numbers(); }
};

inline bool have_keras_vectors() { return std::ifstream(TENON_SHARED_DIR "/reference/keras_vectors_dev.json").good(); }

/// All vectors, in the order of the files.
inline std::vector<KerasVector> const& keras_vectors() {
  static std::vector<KerasVector> const all = [] {
    std::vector<KerasVector> vectors;
    for (char const* file : {"/reference/keras_vectors_dev.json", "/reference/keras_vectors_computed_dev.json"}) {
      Json const json = Json::read(std::string(TENON_SHARED_DIR) + file);
      for (Json const& v : json["vectors"].items()) vectors.push_back({v});
    }
    return vectors;
  }();
  return all;
}

inline KerasVector const& keras_vector(std::string_view id) {
  for (KerasVector const& v : keras_vectors())
    if (v.id() == id) return v;
  FAIL("no vector " << id);
  return keras_vectors().front();
}

/// The vectors of a group, of one name or all.
inline std::vector<KerasVector> keras_vectors_of(std::string_view group, std::string_view name = "") {
  std::vector<KerasVector> some;
  for (KerasVector const& v : keras_vectors())
    if (v.group() == group && (name.empty() || v.name() == name)) some.push_back(v);
  CHECK(!some.empty());
  return some;
}

/// Values against those recomputed in double, `relative` and 1e-6, and against the test's own within its tolerance.
inline void check_values(KerasVector const& v, std::vector<double> const& got, double relative = 1e-5) {
  INFO(v.id() << ' ' << v.all["test"].text(""));
  auto const want = v.expected(), exact = v.recomputed();
  REQUIRE(got.size() == want.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    INFO("element " << i);
    // Tests compare single-precision numbers with decimals that were rounded: a few units in the last place more.
    CHECK(got[i] == Approx(want[i]).epsilon(0).margin(v.atol() + (v.rtol() + 2e-6) * std::abs(want[i]) + 1e-7));
    if (!exact.empty()) CHECK(got[i] == Approx(exact[i]).epsilon(relative).margin(1e-6));
  }
}
inline void check_expected(KerasVector const& v, double got, double relative = 1e-5) { check_values(v, {got}, relative); }
template <class E>
  requires requires { typename E::shape_type; }
void check_expected(KerasVector const& v, E const& got, double relative = 1e-5) {
  tn::BasicTensor<typename E::value_type, typename E::shape_type> const t(got);
  check_values(v, std::vector<double>(t.begin(), t.end()), relative);
}

}  // namespace tenon_test
