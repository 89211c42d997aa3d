import './embed/embed-page';
import { restoreTheme } from './ui/theme';

restoreTheme();
