using System.Runtime.CompilerServices;
using TransferLab.Imaging.Vips;

namespace TransferLab.Imaging.Tests.Vips;

public class VipsLayoutTests
{
    [Fact]
    public void Structures_have_the_size_of_their_C_counterparts()
    {
        Assert.Equal(24, Unsafe.SizeOf<GValue>());
        Assert.Equal(16, Unsafe.SizeOf<VipsRect>());
    }

    [Fact]
    public void Unknown_operations_are_refused_in_words()
    {
        Assert.True(VipsOperation.Exists("jpegload_buffer"));
        Assert.False(VipsOperation.Exists("no_such_operation"));
        Assert.Contains("no_such_operation", Assert.Throws<VipsException>(() => new VipsOperation("no_such_operation")).Message, StringComparison.Ordinal);
    }
}
