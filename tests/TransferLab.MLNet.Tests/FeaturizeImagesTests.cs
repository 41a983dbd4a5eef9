using Microsoft.ML;
using Microsoft.ML.Data;
using TransferLab.Features;
using TransferLab.Freezing;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.MLNet.Tests;

public class FeaturizeImagesTests(TrainedPackages packages)
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Features_are_those_of_the_library_in_the_order_of_the_rows()
    {
        var pictures = Picture.Below(packages.Pictures);
        var view = _ml.Data.LoadFromEnumerable(pictures);
        var transformer = _ml.Transforms.FeaturizeImages(packages.Backbone, options: TinyBackbone.Options).Fit(view);
        using var featurizer = ImageFeaturizer.Create(packages.Backbone, options: TinyBackbone.Options);
        var features = transformer.Transform(view).GetColumn<float[]>("Features").ToArray();
        Assert.Equal(pictures.Length, features.Length);
        Assert.All(pictures.Zip(features), p => Assert.Equal(featurizer.Featurize(p.First.Image), p.Second));
        Assert.Equal(featurizer.FeatureCount, ((VectorDataViewType)transformer.GetOutputSchema(view.Schema)["Features"].Type).Size);
    }

    [Fact]
    public void Bytes_give_the_same_features_as_paths()
    {
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures));
        float[][] paths = Features(view, "ImagePath"), bytes = Features(view, "Image");
        Assert.Equal(paths, bytes);

        float[][] Features(IDataView data, string column) =>
            [.. _ml.Transforms.FeaturizeImages(packages.Backbone, column, options: TinyBackbone.Options).Fit(data).Transform(data)
                .GetColumn<float[]>("Features")];
    }

    [Fact]
    public void Only_the_features_are_added()
    {
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures));
        var estimator = _ml.Transforms.FeaturizeImages(packages.Backbone, options: TinyBackbone.Options);
        var transformer = estimator.Fit(view);
        string[] expected = ["ImagePath", "Image", "Label", "Features"];
        Assert.Equal(expected, transformer.GetOutputSchema(view.Schema).Select(c => c.Name));
        Assert.Equal(expected, transformer.Transform(view).Schema.Select(c => c.Name));
    }

    [Fact]
    public void A_second_pass_computes_nothing()
    {
        using var folder = new TemporaryFolder();
        var pictures = Picture.Below(TinyImages.WriteFolders(folder["own"], 3, seed: 77));
        var view = _ml.Data.LoadFromEnumerable(pictures);
        var transformed = _ml.Transforms.FeaturizeImages(packages.Backbone, options: TinyBackbone.Options).Fit(view).Transform(view);
        var first = transformed.GetColumn<float[]>("Features").ToArray();
        // Same size and time, other bytes: what comes back can only be what is remembered.
        foreach (var picture in pictures)
        {
            var time = File.GetLastWriteTimeUtc(picture.ImagePath);
            File.WriteAllBytes(picture.ImagePath, new byte[picture.Image.Length]);
            File.SetLastWriteTimeUtc(picture.ImagePath, time);
        }
        Assert.Equal(first, transformed.GetColumn<float[]>("Features").ToArray());
    }

    [Fact]
    public void A_changed_file_is_computed_again()
    {
        using var folder = new TemporaryFolder();
        var pictures = Picture.Below(TinyImages.WriteFolders(folder["own"], 2, seed: 78));
        var view = _ml.Data.LoadFromEnumerable(pictures);
        var transformed = _ml.Transforms.FeaturizeImages(packages.Backbone, options: TinyBackbone.Options).Fit(view).Transform(view);
        var before = transformed.GetColumn<float[]>("Features").First();
        File.WriteAllBytes(pictures[0].ImagePath, pictures[^1].Image);
        File.SetLastWriteTimeUtc(pictures[0].ImagePath, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.NotEqual(before, transformed.GetColumn<float[]>("Features").First());
    }

    [Fact]
    public void Rows_keep_their_own_features_where_the_order_changes_from_cursor_to_cursor()
    {
        var view = _ml.Data.ShuffleRows(_ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures)));
        var transformed = _ml.Transforms.FeaturizeImages(packages.Backbone, options: TinyBackbone.Options).Fit(view).Transform(view);
        using var featurizer = ImageFeaturizer.Create(packages.Backbone, options: TinyBackbone.Options);
        Assert.All(_ml.Data.CreateEnumerable<Featurized>(transformed, reuseRowObject: false),
            row => Assert.Equal(featurizer.Featurize(File.ReadAllBytes(row.ImagePath)), row.Features));
    }

    [Fact]
    public void A_cursor_that_is_left_early_ends()
    {
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures));
        var transformed = _ml.Transforms.FeaturizeImages(packages.Backbone, options: TinyBackbone.Options).Fit(view).Transform(view);
        for (var i = 0; i < 20; i++)
            Assert.Single(_ml.Data.CreateEnumerable<Featurized>(transformed, reuseRowObject: false).Take(1));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("stage1")]
    public void A_cut_gives_the_channels_at_that_place(string? cut)
    {
        using var featurizer = ImageFeaturizer.Create(packages.Backbone, cut, TinyBackbone.Options);
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures).Take(2));
        var estimator = _ml.Transforms.FeaturizeImages(packages.Backbone, cut: cut, options: TinyBackbone.Options);
        Assert.All(estimator.Fit(view).Transform(view).GetColumn<float[]>("Features"), f => Assert.Equal(featurizer.FeatureCount, f.Length));
    }

    [Fact]
    public void An_unknown_cut_is_an_error_that_suggests_another() =>
        Assert.Contains("nearest",
            Assert.Throws<FreezeException>(() => _ml.Transforms.FeaturizeImages(packages.Backbone, cut: "nowhere", options: TinyBackbone.Options)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_no_image_is_an_error_that_names_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Add("broken.png");
        var view = _ml.Data.LoadFromEnumerable(Picture.Below(packages.Pictures).Take(5).Append(new Picture { ImagePath = path }));
        var transformed = _ml.Transforms.FeaturizeImages(packages.Backbone, options: TinyBackbone.Options).Fit(view).Transform(view);
        var error = Assert.ThrowsAny<Exception>(() => transformed.GetColumn<float[]>("Features").Count());
        Assert.Contains(Causes(error), e => e is InvalidDataException && e.Message.Contains(path, StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_file_is_an_error_that_names_it()
    {
        var view = _ml.Data.LoadFromEnumerable([new Picture { ImagePath = "nowhere.png" }]);
        var transformed = _ml.Transforms.FeaturizeImages(packages.Backbone, options: TinyBackbone.Options).Fit(view).Transform(view);
        Assert.Contains(Causes(Assert.ThrowsAny<Exception>(() => transformed.GetColumn<float[]>("Features").Count())),
            e => e is FileNotFoundException && e.Message.Contains("nowhere.png", StringComparison.Ordinal));
    }

    [Fact]
    public void Relative_paths_start_from_the_image_folder()
    {
        Picture[] absolute = [.. Picture.Below(packages.Pictures).Take(4)];
        var relative = absolute.Select(p => new Picture { ImagePath = Path.GetRelativePath(packages.Pictures, p.ImagePath) });
        var view = _ml.Data.LoadFromEnumerable(relative);
        var features = _ml.Transforms.FeaturizeImages(packages.Backbone, imageFolder: packages.Pictures, options: TinyBackbone.Options).Fit(view)
            .Transform(view).GetColumn<float[]>("Features");
        using var featurizer = ImageFeaturizer.Create(packages.Backbone, options: TinyBackbone.Options);
        Assert.Equal(absolute.Select(p => featurizer.Featurize(p.Image)), features);
    }

    [Theory]
    [InlineData("Nothing", "no column")]
    [InlineData("Number", "paths (text)")]
    public void A_column_that_cannot_hold_images_is_an_error(string column, string message)
    {
        var view = _ml.Data.LoadFromEnumerable([new { ImagePath = "a", Number = 1f }]);
        var estimator = _ml.Transforms.FeaturizeImages(packages.Backbone, column, options: TinyBackbone.Options);
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => estimator.Fit(view)).Message, StringComparison.Ordinal);
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => estimator.Append(_ml.Transforms.CopyColumns("A", "Features")).Fit(view)).Message,
            StringComparison.Ordinal);
    }

    private static IEnumerable<Exception> Causes(Exception e)
    {
        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
            yield return cause;
    }

    private sealed class Featurized
    {
        public string ImagePath { get; set; } = "";

        public float[] Features { get; set; } = [];
    }
}
