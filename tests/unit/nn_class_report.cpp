// SPDX-License-Identifier: MIT
// The confusion matrix and the report of the classes.
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/nn/class_report.hpp>

#include <array>
#include <cstdint>

namespace tn = tenon;
namespace nn = tenon::nn;
using tenon_test::Approx;
using tenon_test::last_words;

TEST_CASE("confusion matrix: classes, one-hot rows and probabilities") {
  // True 0 0 1 1 1 2, taken for 0 1 1 1 0 1.
  tn::data::Rows<std::uint8_t> labels(6);
  tn::data::Rows<float, 3> one_hot(6), p(6);
  std::size_t const is[] = {0, 0, 1, 1, 1, 2}, taken[] = {0, 1, 1, 1, 0, 1};
  for (std::size_t i = 0; i < 6; ++i) {
    labels.row(i)[0] = std::uint8_t(is[i]);
    one_hot.row(i)[is[i]] = 1;
    for (std::size_t c = 0; c < 3; ++c) p.row(i)[c] = c == taken[i] ? 0.5F : 0.25F;
  }
  auto const m = nn::confusion_matrix<3>(labels, p);
  CHECK(m.count == std::array<std::array<std::size_t, 3>, 3>{{{1, 1, 0}, {1, 2, 0}, {0, 1, 0}}});
  CHECK(nn::confusion_matrix<3>(one_hot, p.view()).count == m.count);
  CHECK(m.support(1) == 3);
  CHECK(m.predicted(1) == 4);
  CHECK(m.precision(0) == Approx(0.5));
  CHECK(m.recall(1) == Approx(2.0 / 3));
  CHECK(m.f1(1) == Approx(2 * 0.5 * (2.0 / 3) / (0.5 + 2.0 / 3)));
  CHECK(m.precision(2) == 0);  // of nothing
  CHECK(m.accuracy() == Approx(0.5));
  std::array<std::string_view, 3> const names{"cat", "dog", "cow"};
  CHECK(nn::class_report(m, names) == "               precision     recall         f1       rows\n"
                                      "         cat      0.5000     0.5000     0.5000          2\n"
                                      "         dog      0.5000     0.6667     0.5714          3\n"
                                      "         cow      0.0000     0.0000     0.0000          1\n"
                                      "        mean      0.3333     0.3889     0.3571          6\n"
                                      "     by rows      0.4167     0.5000     0.4524          6\n"
                                      "    accuracy                            0.5000          6\n");
  CHECK(nn::class_report(nn::ConfusionMatrix<2>{}).find("           1      0.0000") != std::string::npos);
  CHECK(last_words([&] { nn::confusion_matrix<2>(labels, labels); }) ==
        "tenon: confusion_matrix: no such class: class 2, row 5\n");
  CHECK(last_words([&] { nn::confusion_matrix<3>(labels, tn::data::Rows<float, 3>(5)); }) ==
        "tenon: confusion_matrix: as many labels as predictions: labels 6, predictions 5\n");
}
