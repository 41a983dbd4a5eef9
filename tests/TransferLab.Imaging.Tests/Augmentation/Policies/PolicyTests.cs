using TransferLab.Imaging.Augmentation;
using TransferLab.Imaging.Augmentation.Policies;
using TransferLab.Imaging.Tests.Support;

namespace TransferLab.Imaging.Tests.Augmentation.Policies;

public class PolicyTests
{
    [Fact]
    public void RandAugment_does_its_drawn_steps_geometric_ones_first()
    {
        using var image = TestPictures.Smooth(40, 40);
        var space = PolicySpace.RandAugment;
        for (var i = 0; i < 60; i++)
        {
            var draws = TransformContract.Draws(i);
            var steps = new List<PolicyStep>();
            for (var k = 0; k < 3; k++)
            {
                var operation = (PolicyOperation)draws.NextInt32(14);
                steps.Add(space.Step(operation, 0.5, draws.NextDouble() < 0.5));
            }
            var view = new SampleView(40, 40);
            foreach (var step in steps.Where(s => s.IsGeometric))
                view = step.Of(view);
            var expected = image.Pixels.ToArray();
            if (view.Warp is not null)
                ViewSampler.Sample(image, view, expected, new ImageGeometry { Width = 40, Height = 40 }, EdgeFill.Reflect);
            foreach (var step in steps.Where(s => !s.IsGeometric))
                step.Apply(expected, 40, 40);
            Assert.Equal(expected, TransformContract.Sample(image, new AugmentationPipeline(new RandAugment { Count = 3, Magnitude = 15 }), i));
        }
    }

    [Fact]
    public void Magnitudes_are_those_of_the_papers()
    {
        (PolicyOperation, double, double)[] expected =
        [
            // Operation, RandAugment at 9 of 30, TrivialAugment wide at 30 of 30.
            (PolicyOperation.Rotate, 9, 135), (PolicyOperation.ShearX, 0.09, 0.99), (PolicyOperation.ShearY, 0.09, 0.99),
            (PolicyOperation.TranslateX, 45.0 / 331, 32.0 / 224),
            (PolicyOperation.Brightness, 1.27, 1.99), (PolicyOperation.Color, 1.27, 1.99), (PolicyOperation.Contrast, 1.27, 1.99),
            (PolicyOperation.Sharpness, 1.27, 1.99),
            (PolicyOperation.Posterize, 7, 2), (PolicyOperation.Solarize, 179, 0), (PolicyOperation.Equalize, 0, 0),
        ];
        foreach (var (operation, rand, trivial) in expected)
        {
            Assert.Equal(rand, PolicySpace.RandAugment.Step(operation, 0.3, false).Amount, 9);
            Assert.Equal(trivial, PolicySpace.TrivialAugmentWide.Step(operation, 1, false).Amount, 9);
        }
        Assert.Equal(-9, PolicySpace.RandAugment.Step(PolicyOperation.Rotate, 0.3, true).Amount, 9);
        Assert.Equal(0.73, PolicySpace.RandAugment.Step(PolicyOperation.Color, 0.3, true).Amount, 9);
        Assert.Equal(3, PolicySpace.AugMix.Step(PolicyOperation.Posterize, 0.3, false).Amount, 9);
    }

    [Fact]
    public void At_magnitude_nothing_only_equalize_and_auto_contrast_change_the_picture()
    {
        using var image = TestPictures.Smooth(30, 30);
        foreach (var operation in Enum.GetValues<PolicyOperation>())
        {
            var step = PolicySpace.TrivialAugmentWide.Step(operation, 0, false);
            var pixels = image.Pixels.ToArray();
            step.Apply(pixels, 30, 30);
            Assert.Equal(operation is PolicyOperation.Equalize or PolicyOperation.AutoContrast, !pixels.SequenceEqual(image.Pixels.ToArray()));
            var map = step.Of(new SampleView(30, 30)).ToPicture();
            Assert.Equal((4.5, 7.25), map.Of(4.5, 7.25));
        }
    }

    [Fact]
    public void TrivialAugment_draws_every_operation_about_as_often()
    {
        using var image = TestPictures.Smooth(20, 20);
        var plain = TransformContract.Sample(image, new AugmentationPipeline(), 0);
        var warped = Enumerable.Range(0, 1400)
            .Count(i => new AugmentationPipeline(new TrivialAugment()).Draw(20, 20, new SampleRandom(3, 1, i)).Warp is not null);
        Assert.InRange(warped, 430, 570);
        // Identity, and what does nothing at its magnitude.
        Assert.InRange(Enumerable.Range(0, 1400)
            .Count(i => TransformContract.Sample(image, new AugmentationPipeline(new TrivialAugment()), i).SequenceEqual(plain)), 100, 300);
    }

    [Fact]
    public void AugMix_is_the_weighted_mean_of_the_picture_and_its_chains()
    {
        using var image = TestPictures.Smooth(40, 40);
        for (var i = 0; i < 40; i++)
        {
            var draws = new SampleRandom(3, 1, i);
            var e = -Math.Log(1 - draws.NextDouble());
            var mixed = draws.NextDouble();
            Assert.True(e > 0);
            var operation = ((PolicyOperation[])[PolicyOperation.AutoContrast, PolicyOperation.Equalize, PolicyOperation.Posterize, PolicyOperation.Rotate,
                PolicyOperation.Solarize,
                PolicyOperation.ShearX, PolicyOperation.ShearY, PolicyOperation.TranslateX, PolicyOperation.TranslateY])[draws.NextInt32(9)];
            var step = PolicySpace.AugMix.Step(operation, draws.Uniform(0.1, 5) / 10, draws.NextDouble() < 0.5);
            var chain = image.Pixels.ToArray();
            if (step.IsGeometric)
                ViewSampler.Sample(image, step.Of(new SampleView(40, 40)), chain, new ImageGeometry { Width = 40, Height = 40 }, EdgeFill.Reflect);
            step.Apply(chain, 40, 40);
            var expected = image.Pixels.ToArray().Zip(chain, (a, b) => (byte)Math.Round((1 - mixed) * a + mixed * b)).ToArray();
            // The weight is a part of 256.
            Assert.InRange(TestPictures.LargestDifference(expected, TransformContract.Apply(new AugMix { Chains = 1, Depth = 1, Severity = 5 }, image, i)), 0,
                2);
        }
    }

    [Fact]
    public void AugMix_of_a_flat_picture_with_operations_that_leave_it_is_flat()
    {
        using var image = TransformContract.Grey(16, [.. Enumerable.Repeat((byte)80, 256)]);
        for (var i = 0; i < 50; i++)
        {
            var mixed = TransformContract.Apply(new AugMix(), image, i);
            Assert.Single(mixed.Distinct());
        }
    }

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        foreach (var transform in (ImageTransform[])[new RandAugment { Count = 0 }, new RandAugment { Count = 17 }, new RandAugment { Magnitude = -1 },
            new RandAugment { Magnitude = 31 },
            new AugMix { Chains = 0 }, new AugMix { Chains = 9 }, new AugMix { Depth = -1 }, new AugMix { Severity = 0 }, new AugMix { Severity = 11 }])
            Assert.Throws<ArgumentException>(() => new AugmentationPipeline(transform));
    }
}
