using Microsoft.ML;
using TransferLab.Features;
using TransferLab.MLNet.Lookahead;
using TransferLab.MLNet.Networks;
using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.MLNet.Tests.Lookahead;

public class ImageDataViewTests(TrainedPackages packages)
{
    private readonly MLContext _ml = new(seed: 1);

    /// <summary>ML.NET's cursors end long before the threads that got their rows have worked on them.</summary>
    [Fact]
    public void The_images_of_all_rows_are_worked_on_also_after_the_cursor_has_ended()
    {
        using var folder = new TemporaryFolder();
        var pictures = Picture.Below(TinyImages.WriteFolders(folder["own"], 20, seed: 78));
        var model = ImageModel.Of(ImageFeaturizer.Create(packages.Backbone, options: TinyBackbone.Options), "");
        var before = model.Network.Remembered;
        var view = new ImageDataView(_ml.Data.LoadFromEnumerable(pictures), "ImagePath", "again", bytes: false, model);
        var rows = 0;
        using (var cursor = view.GetRowCursor([view.Schema["again"]]))
            while (cursor.MoveNext())
                rows++;
        Assert.Equal(pictures.Length, rows);
        Assert.True(SpinWait.SpinUntil(() => model.Network.Remembered == before + pictures.Length, TimeSpan.FromSeconds(60)),
            $"{model.Network.Remembered - before} of {pictures.Length} images");
    }

    /// <summary>Errors on threads that work ahead must not end the process: they are the readers' to meet.</summary>
    [Fact]
    public void Data_that_cannot_be_read_on_or_paths_that_are_none_are_errors_of_the_rows()
    {
        var model = ImageModel.Of(ImageFeaturizer.Create(packages.Backbone, options: TinyBackbone.Options), "");
        Assert.Throws<NotSupportedException>(() => Rows(Broken()));
        Assert.Equal(1, Rows([new Picture { ImagePath = "a\0b" }]));
        // What the threads throw comes a moment later.
        Thread.Sleep(200);

        int Rows(IEnumerable<Picture> pictures)
        {
            var view = new ImageDataView(_ml.Data.LoadFromEnumerable(pictures), "ImagePath", "again", bytes: false, model);
            var rows = 0;
            using var cursor = view.GetRowCursor([view.Schema["again"]]);
            while (cursor.MoveNext())
                rows++;
            return rows;
        }

        IEnumerable<Picture> Broken()
        {
            yield return Picture.Below(packages.Pictures)[0];
            throw new NotSupportedException("no more");
        }
    }
}
