using TransferLab.Studies.Comparison;

namespace TransferLab.Tests.Studies.Comparison;

public sealed class PeakMemoryTests
{
    [Fact]
    public void What_was_held_before_does_not_count()
    {
        Assert.SkipUnless(PeakMemory.Restart(), "this system does not let a process restart its peak");
        Assert.NotEqual(0, Touch(512 << 20));
        var before = PeakMemory.Bytes()!.Value;
        Assert.True(PeakMemory.Restart());
        var after = PeakMemory.Bytes()!.Value;
        Assert.True(after < before - (256 << 20), $"{before} before, {after} after");
        Assert.InRange(after, 1 << 20, long.MaxValue);
    }

    // In a method of its own, so that nothing holds the array when it returns. Every page is written, or the system would give none.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static int Touch(int bytes)
    {
        var array = new byte[bytes];
        for (var i = 0; i < bytes; i += 4096)
            array[i] = 1;
        return array[4096];
    }
}
