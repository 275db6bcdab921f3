// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include <tenon/data/scaler.hpp>
#include <tenon/data/split.hpp>
#include <tenon/io/csv.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

using tenon::data::Rows;
using tenon::data::StandardScaler;
using tenon_test::Approx;

namespace {

Rows<double, 2> small() { return Rows<double, 2>(std::vector<double>{1, 10, 2, 10, 3, 10, 6, 10}); }

}  // namespace

TEST_CASE("StandardScaler: population statistics, a constant column is only shifted") {
  StandardScaler<double, 2> scaler;
  CHECK_FALSE(scaler.fitted());
  auto const x = small();
  scaler.fit(x);
  CHECK(scaler.mean()[0] == Approx(3.0));
  CHECK(scaler.std()[0] == Approx(std::sqrt(3.5)));
  CHECK(scaler.mean()[1] == 10.0);
  CHECK(scaler.std()[1] == 0.0);
  CHECK(scaler.scale()[1] == 1.0);

  auto const scaled = scaler.transform(x);
  CHECK(scaled.row(0)[0] == Approx(-2 / std::sqrt(3.5)));
  CHECK(scaled.row(3)[1] == 0.0);
  CHECK(x == small());
}

TEST_CASE("StandardScaler: a constant that is no binary fraction is still constant") {
  StandardScaler<float, 1> scaler;
  scaler.fit(Rows<float, 1>(std::vector<float>(1000, 0.1F)));
  CHECK(scaler.std()[0] == 0.0);
}

TEST_CASE("StandardScaler: scaled data has mean 0 and deviation 1, however large its offset") {
  Rows<double, 1> x(1000);
  for (std::size_t i = 0; i < x.rows(); ++i) x.row(i)[0] = 1e9 + static_cast<double>(i % 7);
  auto const scaled = StandardScaler<double, 1>{}.fit(x).transform(x);
  StandardScaler<double, 1> again;
  again.fit(scaled);
  CHECK(again.mean()[0] == Approx(0.0).margin(1e-6));
  CHECK(again.std()[0] == Approx(1.0).epsilon(1e-9));
}

TEST_CASE("StandardScaler: in place, by row and back") {
  auto const x = small();
  StandardScaler<double, 2> scaler;
  scaler.fit(x);
  auto y = x;
  scaler.transform_in_place(y);
  CHECK(y == scaler.transform(x));

  std::array<double, 2> row{6, 10};
  scaler.transform_row(row);
  CHECK(row[0] == y.row(3)[0]);
  scaler.inverse_transform_row(row);
  CHECK(row[0] == Approx(6.0));

  auto const back = scaler.inverse_transform(y);
  scaler.inverse_transform_in_place(y);
  CHECK(back == y);
  for (std::size_t i = 0; i < x.values().size(); ++i) CHECK(back.values()[i] == Approx(x.values()[i]));
}

TEST_CASE("StandardScaler: known statistics make the same scaler") {
  StandardScaler<double, 2> fitted;
  fitted.fit(small());
  StandardScaler<double, 2> const known(fitted.mean(), fitted.std());
  CHECK(known.fitted());
  CHECK(known.transform(small()) == fitted.transform(small()));
}

TEST_CASE("StandardScaler: NaN, infinity and overflow are reported, and the scaler stays as it was") {
  StandardScaler<double, 2> scaler;
  scaler.fit(small());
  auto const mean = scaler.mean();

  for (double const bad : {std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity()}) {
    auto x = small();
    x.row(2)[1] = bad;
    auto const status = scaler.try_fit(x);
    CHECK_FALSE(status);
    CHECK(std::string(status.problem) == "StandardScaler::fit: a value is NaN or infinite");
    CHECK(status.row == 2);
    CHECK(status.column == 1);
  }
  auto huge = small();
  huge.row(0)[0] = 1e300;
  auto const status = scaler.try_fit(huge);
  CHECK(std::string(status.problem) == "StandardScaler::fit: the spread of a column overflows");
  CHECK(std::string(scaler.try_fit({}).problem) == "StandardScaler::fit: there are no rows");
  CHECK(scaler.mean() == mean);
  CHECK(scaler.try_fit(small()));
}

TEST_CASE("StandardScaler: one row") {
  StandardScaler<float, 2> scaler;
  scaler.fit(Rows<float, 2>(std::vector<float>{3, 4}));
  CHECK(scaler.mean()[1] == 4.0);
  CHECK(scaler.scale()[0] == 1.0);
}

TEST_CASE("StandardScaler: the housing table gives the statistics on record") {
  std::string const path = TENON_SHARED_DIR "/data/california_housing.csv";
  if (!std::ifstream(path)) TENON_SKIP("the housing table is not here");
  auto const table = tenon::io::read_csv(path);
  auto const x = table.rows<double, 8>(tenon::io::columns(0, 8));
  auto const y = table.rows<double>({"medv"});
  auto const parts = tenon::data::train_validation_test(x.rows(), 42);
  StandardScaler<double, 8> scaler;
  scaler.fit(x.take(parts.train));
  double const mean[] = {3.8917586046511623, 28.62454780361757, 5.455936550250322, 1.0996347362413015,
                         1424.2812230835486, 2.958866568371074, 35.6464315245476,  -119.58436261843197};
  double const deviation[] = {1.9092732856163934, 12.640917674155835, 2.55038070271135,  0.46546012826773725,
                              1095.759998619322,  2.3613804759344252, 2.134566715047167, 2.000933036739936};
  for (std::size_t c = 0; c < 8; ++c) {
    CHECK(scaler.mean()[c] == Approx(mean[c]).epsilon(1e-11));
    CHECK(scaler.std()[c] == Approx(deviation[c]).epsilon(1e-9));  // the record itself is not exact
  }
  double sum = 0;
  auto const y_test = y.take(parts.test);
  for (double const value : y_test.values()) sum += value;
  CHECK(sum / 5160 == Approx(2.063185914728682).epsilon(1e-12));
}
