// SPDX-License-Identifier: MIT
#include "support/op_laws.hpp"

namespace tn = tenon;
using tenon_test::op_laws;

namespace {

struct Elu {
  using op = tn::op::Elu;
  static constexpr auto call = [](auto const& x) { return tn::elu(x); };
  static constexpr auto reference = [](auto x) { return x > 0 ? x : std::expm1(x); };
  static constexpr double ulps = 2, low = -4, high = 4;
};
struct Selu {
  using op = tn::op::Selu;
  static constexpr auto call = [](auto const& x) { return tn::selu(x); };
  static constexpr auto reference = [](auto x) {
    return tn::op::Selu::scale * (x > 0 ? x : static_cast<decltype(x)>(tn::op::Selu::alpha) * std::expm1(x));
  };
  static constexpr double ulps = 3, low = -4, high = 4;
};
struct Relu {
  using op = tn::op::Relu;
  static constexpr auto call = [](auto const& x) { return tn::relu(x); };
  static constexpr auto reference = [](auto x) { return x < 0 ? 0 : x; };
  static constexpr double ulps = 0.5, low = -2, high = 2;
};
struct Sqrt {
  using op = tn::op::Sqrt;
  static constexpr auto call = [](auto const& x) { return tn::sqrt(x); };
  static constexpr auto reference = [](auto x) { return std::sqrt(x); };
  static constexpr double ulps = 0.5, low = 0.01, high = 9;
};

}  // namespace

TEST_CASE("elu", "[op]") { op_laws<Elu, float, double>(); }
TEST_CASE("selu", "[op]") { op_laws<Selu, float, double>(); }
TEST_CASE("relu", "[op]") { op_laws<Relu, float, double, std::int32_t, std::uint8_t>(); }
TEST_CASE("sqrt", "[op]") { op_laws<Sqrt, float, double>(); }
