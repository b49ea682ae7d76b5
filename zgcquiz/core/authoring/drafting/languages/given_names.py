"""Common given names of Europe and its diaspora: a name that begins with one is a person's."""

from __future__ import annotations

from zgcquiz.core.authoring.drafting.languages.rules import words

GIVEN_NAMES = words("""
    Aaron Abigail Abraham Ada Adam Adelheid Adolf Adrian Agatha Agnes Alan Albert Albrecht Alessandro Alexander
    Alexandra Alexei Alfred Alice Alois Amalia Amelia Amy Anders André Andrea Andreas Andrew Angela Anita Ann Anna
    Anne Annette Annie Anthony Anton Antonia Antonio Antoine Arnold Arthur Astrid August Auguste Augusta Axel Barbara
    Beatrice Beatrix Ben Benedikt Benjamin Bernard Bernd Bernhard Bertha Bertrand Betty Bill Birgit Bjarne Blaise Bob
    Boris Brenda Brian Brigitte Bruno Carl Carla Carlo Carlos Carol Caroline Caspar Catherine Cecilia Charles
    Charlotte Chris Christa Christian Christiaan Christiane Christina Christine Christoph Christopher Claire Clara
    Claude Claudia Clemens Conrad Constance Cornelia Cornelius Daniel David Deborah Denis Dennis Diana Dieter
    Dietrich Dmitri Donald Dora Doris Dorothea Dorothy Douglas Eberhard Edgar Edith Edmund Eduard Edward Edwin Egon
    Eleanor Elena Elisa Elisabeth Elizabeth Ella Ellen Else Elsa Emil Emilia Emilie Emily Emma Emmy Enrico Eric Erich
    Erik Erika Ernest Ernst Esther Eugen Eugene Eva Evelyn Felix Ferdinand Florence Frances Francesco Francis
    Francisco Franz François Frank Franklin Fred Frederick Frieda Friedrich Fritz Gabriel Gabriele Galileo Geoffrey
    Georg George Georges Gerald Gerd Gerhard Gertrud Gerty Gilbert Giovanni Giuseppe Gottfried Gottlieb Grace Greta
    Grete Guido Guillaume Guglielmo Gustav Hanna Hannah Hans Harald Harold Harriet Harry Hedwig Hedy Heinrich Heinz
    Helen Helena Helene Helga Helmut Hendrik Henri Henrietta Henry Herbert Hermann Hilda Hilde Hildegard Howard
    Hubert Hugh Hugo Ian Ida Ignaz Igor Immanuel Inge Ingrid Irene Iris Isaac Isabel Isabella Isambard Ivan Jack
    Jacob Jacques Jakob James Jan Jane Janet Jean Jennifer Jeremiah Joan Joachim Jocelyn Johan Johann Johanna
    Johannes John Jonas Jonathan Jørgen Josef Joseph Josephine José Joshua Juan Judith Jules Julia Julian Julie
    Julius Jürgen Justus Karin Karl Karoline Kaspar Katharina Katherine Kathleen Käthe Kenneth Kevin Klaus Konrad
    Kurt Lars Laura Lawrence Leo Leon Leonard Leonardo Leonhard Leonora Leopold Leslie Lewis Lidia Lili Linda Linus
    Lise Lorenz Lothar Louis Louisa Louise Lucas Lucy Ludolf Ludwig Luigi Luis Luise Luke Lydia Magdalena Manfred
    Marc Marcel Marco Marcus Margaret Margarete Margarethe Maria Marianne Marie Mario Marion Mark Markus Martha
    Martin Mary Mathilde Matthew Matthias Maurice Max Maximilian Melchior Michael Michel Michelangelo Mikhail Miles
    Moritz Moses Nancy Nathan Nathaniel Nelson Nicholas Nicola Nicolaus Niels Nikolai Nikola Nikolaus Nils Nora
    Norbert Norman Olaf Oliver Olivia Oscar Oskar Otto Pablo Pamela Patricia Patrick Paul Paula Pauline Pedro Peter
    Petra Philip Philipp Pierre Rachel Ralf Ralph Raymond Rebecca Regina Reinhard Reinhold René Rembrandt Renate
    Richard Robert Roberto Roger Roland Rolf Ronald Rosa Rosalind Rose Rosemary Rudolf Rudolph Rupert Ruth Sabine
    Samuel Sandra Sara Sarah Sebastian Sergei Sigmund Silvia Simon Sofia Sophia Sophie Stefan Stefanie Stephan
    Stephen Steve Steven Stuart Susan Susanna Susanne Sven Sylvia Theodor Theodore Theophil Theresa Therese Thomas
    Thorsten Tim Timothy Tobias Tom Ulrich Ulrike Ursula Valentin Vera Victor Victoria Viktor Viktoria Vincent
    Virginia Vladimir Walter Walther Wenzel Werner Wilhelm Wilhelmine Willem William Willy Winston Wolfgang Xaver
    Yvonne Zacharias
    """)
