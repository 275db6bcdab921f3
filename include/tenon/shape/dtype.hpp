// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace tenon {

/// The element types of a tensor. The order is part of the file formats; new ones go to the end.
enum class DType : std::uint8_t { boolean, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64 };

namespace detail {

template <class T>
constexpr int dtype_index() {
  if constexpr (std::is_same_v<T, bool>)
    return int(DType::boolean);
  else if constexpr (std::is_same_v<T, float>)
    return int(DType::f32);
  else if constexpr (std::is_same_v<T, double>)
    return int(DType::f64);
  else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, char> && !std::is_same_v<T, wchar_t> &&
                     !std::is_same_v<T, char16_t> && !std::is_same_v<T, char32_t>) {
    constexpr int log2 = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
    return (std::is_signed_v<T> ? int(DType::i8) : int(DType::u8)) + log2;
  } else
    return -1;
}

template <DType D>
struct CppType;
template <> struct CppType<DType::boolean> : std::type_identity<bool> {};
template <> struct CppType<DType::i8> : std::type_identity<std::int8_t> {};
template <> struct CppType<DType::i16> : std::type_identity<std::int16_t> {};
template <> struct CppType<DType::i32> : std::type_identity<std::int32_t> {};
template <> struct CppType<DType::i64> : std::type_identity<std::int64_t> {};
template <> struct CppType<DType::u8> : std::type_identity<std::uint8_t> {};
template <> struct CppType<DType::u16> : std::type_identity<std::uint16_t> {};
template <> struct CppType<DType::u32> : std::type_identity<std::uint32_t> {};
template <> struct CppType<DType::u64> : std::type_identity<std::uint64_t> {};
template <> struct CppType<DType::f32> : std::type_identity<float> {};
template <> struct CppType<DType::f64> : std::type_identity<double> {};

}  // namespace detail

/// A C++ type that a tensor can hold: bool, the sized integers, float, double.
template <class T>
concept Element = std::same_as<T, std::remove_cvref_t<T>> && (detail::dtype_index<T>() >= 0);

template <Element T>
inline constexpr DType dtype_of = static_cast<DType>(detail::dtype_index<T>());

/// The C++ type of a dtype; `long` and `long long` of one size are the same dtype.
template <DType D>
using cpp_type = typename detail::CppType<D>::type;

constexpr bool is_floating(DType d) { return d == DType::f32 || d == DType::f64; }
constexpr bool is_boolean(DType d) { return d == DType::boolean; }
constexpr bool is_integer(DType d) { return d >= DType::i8 && d <= DType::u64; }
constexpr bool is_signed_integer(DType d) { return d >= DType::i8 && d <= DType::i64; }

/// Bytes of one element.
constexpr std::size_t size_of(DType d) {
  constexpr std::uint8_t bytes[] = {1, 1, 2, 4, 8, 1, 2, 4, 8, 4, 8};
  return bytes[static_cast<int>(d)];
}

/// NumPy's name of a dtype, "float32".
constexpr char const* name_of(DType d) {
  constexpr char const* names[] = {"bool",   "int8",   "int16",  "int32",   "int64",  "uint8",
                                   "uint16", "uint32", "uint64", "float32", "float64"};
  return names[static_cast<int>(d)];
}

/// Calls `f` with a `std::type_identity` of the C++ type of a run-time dtype.
template <class F>
constexpr decltype(auto) visit_dtype(DType d, F&& f) {
  switch (d) {
    case DType::boolean: return f(std::type_identity<bool>{});
    case DType::i8: return f(std::type_identity<std::int8_t>{});
    case DType::i16: return f(std::type_identity<std::int16_t>{});
    case DType::i32: return f(std::type_identity<std::int32_t>{});
    case DType::i64: return f(std::type_identity<std::int64_t>{});
    case DType::u8: return f(std::type_identity<std::uint8_t>{});
    case DType::u16: return f(std::type_identity<std::uint16_t>{});
    case DType::u32: return f(std::type_identity<std::uint32_t>{});
    case DType::u64: return f(std::type_identity<std::uint64_t>{});
    case DType::f32: return f(std::type_identity<float>{});
    default: return f(std::type_identity<double>{});
  }
}

/// The value above (below) all others of T; of a floating type, infinity.
template <class T>
constexpr T highest_of() {
  if constexpr (std::is_floating_point_v<T>)
    return static_cast<T>(__builtin_inf());
  else if constexpr (std::is_same_v<T, bool>)
    return true;
  else
    return static_cast<T>(static_cast<std::make_unsigned_t<T>>(-1) >> (std::is_signed_v<T> ? 1 : 0));
}
template <class T>
constexpr T lowest_of() {
  if constexpr (std::is_floating_point_v<T>)
    return -highest_of<T>();
  else
    return static_cast<T>(std::is_signed_v<T> ? -highest_of<T>() - 1 : 0);
}

}  // namespace tenon
