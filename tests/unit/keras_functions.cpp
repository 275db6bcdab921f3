// SPDX-License-Identifier: MIT
// The functions of the language beside Keras' vectors, where ../shared/reference is.
#include "support/reference.hpp"

#include <tenon/core.hpp>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace tn = tenon;
using namespace tenon_test;

namespace {

/// The line of one vector; empty if there is none.
std::string vector_named(std::string const& id) {
  for (char const* file : {"/reference/keras_vectors_dev.json", "/reference/keras_vectors_computed_dev.json"}) {
    std::ifstream in(std::string(TENON_SHARED_DIR) + file);
    for (std::string line; std::getline(in, line);)
      if (line.find("\"id\":\"" + id + "\"") != std::string::npos) return line;
  }
  return {};
}
/// The numbers between the brackets behind a key.
std::vector<double> numbers_of(std::string const& text, std::string const& key) {
  std::vector<double> r;
  auto at = text.find("\"" + key + "\":[");
  if (at == std::string::npos) return r;
  auto const end = text.find(']', at);
  at = text.find('[', at) + 1;
  while (at < end) {
    char* after = nullptr;
    r.push_back(std::strtod(text.c_str() + at, &after));
    at = text.find(',', static_cast<std::size_t>(after - text.c_str()));
    if (at != std::string::npos) ++at;
  }
  return r;
}

/// f(x) of x of that shape, against what Keras' vectors have from a computation in double: of all elements or the first ones.
template <std::size_t... D, class F>
void check(std::string const& id, F f) {
  INFO(id);
  std::string const text = vector_named(id);
  REQUIRE(!text.empty());
  auto const data = numbers_of(text, "data"), want = numbers_of(text, "recomputed_f64");
  REQUIRE(numbers_of(text, "shape") == std::vector<double>{static_cast<double>(D)...});
  tn::Tensor<double, D...> x;
  REQUIRE(data.size() == x.size);
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = data[i];
  tn::BasicTensor<double, typename decltype(f(x))::shape_type> const y = f(x);
  REQUIRE((!want.empty() && want.size() <= y.size));
  for (std::size_t i = 0; i < want.size(); ++i) CHECK(y.data()[i] == Approx(want[i]).epsilon(1e-6).margin(1e-7));
}

}  // namespace

TEST_CASE("keras: functions of the language") {
  if (!std::ifstream(TENON_SHARED_DIR "/reference/keras_vectors_dev.json")) TENON_SKIP("no ../shared/reference");
  auto const relu = [](auto const& x) { return tn::relu(x); };
  check<2, 5>("activations.relu.08", relu);
  check<4>("layers.activation.ReLU.05", relu);
  check<2, 2>("layers.activation.ReLU.07", relu);
  check<1, 2, 5>("c.activations.relu.01", relu);
  check<3, 3, 3>("c.activations.relu.03", relu);
  check<2, 5>("c.activations.relu.05", relu);
  auto const relu5 = [](auto const& x) { return tn::clip(x, 0, 5); };
  check<5>("activations.relu.02", relu5);
  check<1, 2, 5>("c.activations.relu6.02", [](auto const& x) { return tn::clip(x, 0, 6); });
  check<1, 1, 2>("activations.selu.02", [](auto const& x) { return tn::selu(x); });
  check<1, 2, 5>("c.activations.elu.01", [](auto const& x) { return tn::elu(x); });
  check<2, 2, 5>("c.layers.activation.ELU.01", [](auto const& x) { return tn::elu(x); });
  auto const exp = [](auto const& x) { return tn::exp(x); };
  check<1, 2, 5>("c.activations.exponential.02", exp);
  check<3, 3, 3>("c.activations.exponential.04", exp);
  check<2, 5>("c.activations.exponential.06", exp);
  auto const sigmoid = [](auto const& x) { return tn::sigmoid(x); };
  check<1, 2, 5>("c.activations.sigmoid.01", sigmoid);
  check<3, 3, 3>("c.activations.sigmoid.03", sigmoid);
  check<2, 5>("c.activations.sigmoid.05", sigmoid);
  auto const softplus = [](auto const& x) { return tn::softplus(x); };
  check<1, 2, 5>("c.activations.softplus.01", softplus);
  check<3, 3, 3>("c.activations.softplus.03", softplus);
  check<2, 5>("c.activations.softplus.05", softplus);
  auto const log_sigmoid = [](auto const& x) { return -tn::softplus(-x); };
  check<1, 2, 5>("c.activations.log_sigmoid.01", log_sigmoid);
  check<3, 3, 3>("c.activations.log_sigmoid.03", log_sigmoid);
  check<2, 5>("c.activations.log_sigmoid.05", log_sigmoid);
  auto const tanh = [](auto const& x) { return tn::tanh(x); };
  check<1, 2, 5>("c.activations.tanh.01", tanh);
  check<5>("c.activations.tanh.03", tanh);
  check<2, 5>("c.activations.tanh.05", tanh);
  check<2, 5>("c.activations.tanh.07", tanh);
  auto const softmax = [](auto const& x) { return tn::softmax(x); };
  check<2, 3>("layers.activation.Softmax.01", softmax);
  check<2, 3>("layers.activation.Softmax.03", softmax);
  check<1, 2, 5>("c.activations.softmax.01", softmax);
  check<2, 5>("c.activations.softmax.07", softmax);
  auto const sparsemax = [](auto const& x) { return tn::sparsemax(x); };
  check<12>("c.activations.sparsemax.01", sparsemax);
  check<4, 1, 3>("c.activations.sparsemax.03", sparsemax);
  check<4, 1, 3>("c.activations.sparsemax.05", [](auto const& x) { return tn::sparsemax<-3>(x); });
  check<6, 1, 1, 2>("activations.sparsemax.02", [](auto const& x) { return tn::sparsemax<-3>(x); });
  check<1, 2, 4>("c.activations.glu.01", [](auto const& x) { return tn::glu(x); });
  check<2, 5>("c.activations.log_softmax.06", [](auto const& x) { return tn::log_softmax(x); });
}
