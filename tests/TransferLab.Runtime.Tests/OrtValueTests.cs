using Microsoft.ML.OnnxRuntime.Tensors;
using TransferLab.Onnx;

namespace TransferLab.Runtime.Tests;

public class OrtValueTests
{
    [Fact]
    public void Every_numeric_type_goes_through_a_session_unchanged()
    {
        RoundTrip<float>(1.5f, float.NaN, float.NegativeInfinity);
        RoundTrip<double>(1.5, double.Epsilon, -0.0);
        RoundTrip<Half>((Half)1.5f, Half.MaxValue, Half.NaN);
        RoundTrip<byte>(1, 0, 255);
        RoundTrip<sbyte>(1, -128, 127);
        RoundTrip<ushort>(1, 0, ushort.MaxValue);
        RoundTrip<short>(1, short.MinValue, short.MaxValue);
        RoundTrip<int>(1, int.MinValue, int.MaxValue);
        RoundTrip<uint>(1, 0, uint.MaxValue);
        RoundTrip<long>(1, long.MinValue, long.MaxValue);
        RoundTrip<ulong>(1, 0, ulong.MaxValue);
        RoundTrip<bool>(true, false, true);
    }

    private static void RoundTrip<T>(params T[] values) where T : unmanaged
    {
        using var session = new InferenceSession(Models.Identity((ElementType)TensorTypes.Of<T>()));
        using var x = OrtValue.From<T>(values, values.Length);
        using var y = session.Run(Models.Feeds(("x", x)), ["y"], TestContext.Current.CancellationToken)[0];
        Assert.Equal(TensorTypes.Of<T>(), y.Type);
        Assert.Equal(values, y.Span<T>().ToArray());
    }

    [Fact]
    public void Type_numbers_are_those_of_onnx()
    {
        foreach (var type in Enum.GetValues<ElementType>().Where(t => t != ElementType.Undefined))
            Assert.Equal(type.ToString(), ((TensorElementType)type).ToString());
    }

    [Fact]
    public void Scalars_and_empty_tensors_are_tensors()
    {
        using var scalar = OrtValue.From<float>([3]);
        Assert.Empty(scalar.Dims);
        Assert.Equal(1, scalar.Count);
        using var session = new InferenceSession(Models.Identity(ElementType.Float, rank: 2));
        using var empty = OrtValue.Allocate<float>(0, 3);
        using var result = session.Run(Models.Feeds(("x", empty)), ["y"], TestContext.Current.CancellationToken)[0];
        Assert.Equal([0, 3], result.Dims);
        Assert.True(result.Span<float>().IsEmpty);
        Assert.Throws<NotSupportedException>(() => OrtValue.Allocate<char>(1));
        Assert.Throws<InvalidOperationException>(() => result.Span<byte>().Length);
    }

    [Fact]
    public void Allocate_gives_zeroes()
    {
        using var value = OrtValue.Allocate<int>(3, 5);
        Assert.Equal("Int32 [3,5]", value.ToString());
        Assert.Equal(new int[15], value.Span<int>().ToArray());
    }

    [Fact]
    public void Shapes_that_do_not_fit_the_values_are_refused()
    {
        Assert.Contains("3 values do not make a tensor of shape [2,2]", Assert.Throws<ArgumentException>(() => OrtValue.From<float>([1, 2, 3], 2, 2)).Message,
            StringComparison.Ordinal);
        Assert.Contains("[2,-1] is no shape", Assert.Throws<ArgumentException>(() => OrtValue.Allocate<float>(2, -1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => OrtValue.Allocate<float>(long.MaxValue, long.MaxValue, long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => OrtValue.Allocate<float>(long.MaxValue));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    [InlineData(long.MaxValue)]
    public void Over_refuses_what_lies_outside_the_buffer(long offset)
    {
        using var buffer = new NativeBuffer<float>(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => OrtValue.Over(buffer, offset, 2, 3));
    }

    [Fact]
    public void Other_types_than_the_tensors_are_refused()
    {
        using var value = OrtValue.Allocate<float>(2);
        Assert.Contains("holds Float, not Int32", Assert.Throws<InvalidOperationException>(() => value.Span<int>().Length).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => OrtValue.Allocate<Guid>(1));
    }

    [Fact]
    public void Disposed_values_are_not_read()
    {
        var value = OrtValue.From<float>([1], 1);
        value.Dispose();
        value.Dispose();
        Assert.Throws<ObjectDisposedException>(() => value.Span<float>().Length);
        using var session = new InferenceSession(Models.Identity(ElementType.Float));
        Assert.Throws<ObjectDisposedException>(() => session.Run(Models.Feeds(("x", value)), ["y"], TestContext.Current.CancellationToken));
    }
}
