using TransferLab.Features;

namespace TransferLab.Tests.Features;

public class FeatureCacheKeyTests
{
    [Fact]
    public void Keys_depend_on_model_and_transform()
    {
        var key = FeatureCacheKey.Of([1, 2, 3], "a");
        Assert.Equal(key, FeatureCacheKey.Of([1, 2, 3], "a"));
        Assert.NotEqual(key, FeatureCacheKey.Of([1, 2, 4], "a"));
        Assert.NotEqual(key, FeatureCacheKey.Of([1, 2, 3], "b"));
    }
}
