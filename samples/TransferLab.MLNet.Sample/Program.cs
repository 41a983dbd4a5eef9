using Microsoft.ML;
using TransferLab.MLNet;
using TransferLab.MLNet.Sample;

var folder = args.ElementAtOrDefault(0) ?? "sample-images/single-label/train";
var ml = new MLContext(seed: 1);
var files = Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories).Where(f => Path.GetDirectoryName(f) != folder).Order(StringComparer.Ordinal);
var pictures = ml.Data.LoadFromEnumerable(files.Select(f => new Picture { ImagePath = f, Label = Path.GetFileName(Path.GetDirectoryName(f))! }).ToArray());
var parts = ml.Data.TrainTestSplit(pictures, testFraction: 0.2);

var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.Transforms.FeaturizeImages(backbone: args.ElementAtOrDefault(1)))
    .Append(ml.Transforms.NormalizeMeanVariance("Features"))
    .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0))
    .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
var model = pipeline.Fit(parts.TrainSet);
var metrics = ml.MulticlassClassification.Evaluate(model.Transform(parts.TestSet));
Console.WriteLine($"accuracy {metrics.MicroAccuracy:0.000} on pictures held out");

ml.Model.Save(model, pictures.Schema, "model.zip");
using var engine = ml.Model.CreatePredictionEngine<Picture, Answer>(ml.Model.Load("model.zip", out _));
var answer = engine.Predict(new Picture { ImagePath = files.First() });
Console.WriteLine($"{files.First()}: {answer.PredictedLabel} ({answer.Score.Max():0.000})");
